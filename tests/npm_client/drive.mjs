// Does one task with the npm client at the server of the test: draws widgets, or uses them as a person would.
// Whatever is wrong throws, and so ends the process with an exit code that is not 0.

import { openPage } from './page.mjs';
import { checkDrawing } from './drawing.mjs';
import { useEveryWidget } from './using.mjs';
import { useForm } from './form.mjs';

const [task, actionUrl, hostileTail] = process.argv.slice(2);

// The same texts as in `widgets.rs`.
const hostile = (name) => `${name} ${hostileTail}`;

const tasks = {
    async render_every(page) {
        const turn = await page.show('show_every_widget');
        checkDrawing(turn, hostile, true);
    },
    async render_plain(page) {
        const turn = await page.show('show_plain_widgets');
        checkDrawing(turn, hostile, false);
    },
    async use(page) {
        await useEveryWidget(page, hostile);
    },
    async form(page) {
        await page.show('show_every_widget');
        await useForm(page, hostile);
    },
};

// So that a server that does not answer fails the test instead of hanging it.
setTimeout(() => {
    console.error(`the task ${task} took too long`);
    process.exit(1);
}, 60_000).unref();

await tasks[task](openPage(actionUrl));
