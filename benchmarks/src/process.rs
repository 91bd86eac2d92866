//! A server in a process of its own, and what the operating system says of it.

use std::fs;
use std::io::{self, BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A server that is stopped when it is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    /// Starts a server, which prints its port when it listens.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub fn start(mut command: Command) -> io::Result<Self> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        // From here on it is stopped in any case.
        let mut process = Self { child, address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)) };
        let port = line.trim().parse().map_err(|_| io::Error::other(format!("not started: {command:?}: {line}")))?;
        process.address.set_port(port);
        Ok(process)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The processor time that it has used.
    ///
    /// # Errors
    ///
    /// If the system does not tell.
    pub fn cpu(&self) -> io::Result<Duration> {
        cpu(self.child.id())
    }

    /// The memory that it has now, in bytes.
    ///
    /// # Errors
    ///
    /// If the system does not tell.
    pub fn memory(&self) -> io::Result<u64> {
        status(self.child.id(), "VmRSS:")
    }

    /// How much of that is its own, in bytes: the rest is the program's code, which the system has in its cache anyway.
    ///
    /// # Errors
    ///
    /// If the system does not tell.
    pub fn own_memory(&self) -> io::Result<u64> {
        status(self.child.id(), "RssAnon:")
    }

    /// The most memory that it has had, in bytes.
    ///
    /// # Errors
    ///
    /// If the system does not tell.
    pub fn peak_memory(&self) -> io::Result<u64> {
        status(self.child.id(), "VmHWM:")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The processor time of a process: what the scheduler counted for each of its threads, in nanoseconds. A kernel without
/// that counts in hundredths of a second, which is coarse for a short burst.
///
/// # Errors
///
/// If the system does not tell.
pub fn cpu(process: u32) -> io::Result<Duration> {
    let mut nanoseconds = 0;
    for thread in fs::read_dir(format!("/proc/{process}/task"))? {
        let Ok(schedstat) = fs::read_to_string(thread?.path().join("schedstat")) else { return ticks(process) };
        nanoseconds += number(schedstat.split(' ').next())?;
    }
    Ok(Duration::from_nanos(nanoseconds))
}

/// The processor time of everything on this machine since it started, to the hundredth of a second of each core. Time that a
/// hypervisor gave to somebody else counts as well: it was not there for anybody here.
///
/// # Errors
///
/// If the system does not tell.
pub fn cpu_of_all() -> io::Result<Duration> {
    let stat = fs::read_to_string("/proc/stat")?;
    let mut ticks = 0;
    // After its name: user, nice, system, idle, waiting for a disk, interrupts, soft interrupts, stolen.
    for (place, field) in stat.lines().next().unwrap_or_default().split_whitespace().skip(1).take(8).enumerate() {
        let is_idle = place == 3 || place == 4;
        ticks += if is_idle { 0 } else { number(Some(field))? };
    }
    Ok(Duration::from_millis(10 * ticks))
}

/// User and system time by `/proc/PID/stat`, whose tick is a hundredth of a second wherever Linux runs today.
fn ticks(process: u32) -> io::Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name of the program may have spaces in it.
    let (_, fields) = stat.rsplit_once(')').unwrap_or_default();
    let mut fields = fields.split_whitespace().skip(11);
    Ok(Duration::from_millis(10 * (number(fields.next())? + number(fields.next())?)))
}

fn status(process: u32, name: &str) -> io::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let value = status.lines().find_map(|line| line.strip_prefix(name));
    Ok(number(value.and_then(|value| value.split_whitespace().next()))? * 1024)
}

fn number(text: Option<&str>) -> io::Result<u64> {
    text.unwrap_or_default().parse().map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_tells_of_this_process() {
        let own = std::process::id();
        assert!(status(own, "VmHWM:").unwrap() >= status(own, "VmRSS:").unwrap() / 2);
        let (before, all, started) = (cpu(own).unwrap(), cpu_of_all().unwrap(), std::time::Instant::now());
        while started.elapsed() < Duration::from_millis(100) {}
        let (used, all) = (cpu(own).unwrap().saturating_sub(before), cpu_of_all().unwrap().saturating_sub(all));
        assert!(used > Duration::from_millis(5) && all > Duration::from_millis(5), "{used:?} of {all:?}");
        assert!(ticks(own).unwrap() <= cpu(own).unwrap() + Duration::from_secs(1));
    }
}
