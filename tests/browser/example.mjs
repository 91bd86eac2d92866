// An example, as a program that can be stopped and started again at the same address.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export class Example {
  constructor(program) {
    this.program = program;
    this.address = "127.0.0.1:0";
    process.on("exit", () => this.process?.kill("SIGKILL"));
  }

  /** Starts it, and waits until it says where it listens. */
  async start() {
    const env = { ...process.env, CHATWIDGETS_ADDR: this.address };
    this.process = spawn(this.program, { env, stdio: ["ignore", "pipe", "ignore"] });
    for await (const line of createInterface({ input: this.process.stdout })) {
      const found = /http:\/\/([\d.]+:\d+)/.exec(line);
      if (found) {
        this.address = found[1];
        break;
      }
    }
    this.process.stdout.resume();
    return `http://${this.address}`;
  }

  async stop() {
    if (!this.process || this.process.exitCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.kill("SIGKILL");
    await ended;
  }
}
