// A page as an app with the npm client has it: a DOM, widgets drawn into it from what came over HTTP, and handlers
// that post what a person does.

import assert from 'node:assert/strict';
import { ChatWidget, DefaultWidgetActionHandler, SsrWidgetRenderer, WidgetEventManager } from '@bbq-chat/widgets';
import { JSDOM } from 'jsdom';

export function openPage(actionUrl) {
    const { window } = new JSDOM('<!doctype html><html lang="en"><body></body></html>');
    // The client takes these from the browser.
    for (const name of ['HTMLElement', 'HTMLInputElement', 'HTMLSelectElement', 'HTMLTextAreaElement']) {
        globalThis[name] = window[name];
    }
    const posts = watchFetch();
    const complaints = watchErrors();
    const renderer = new SsrWidgetRenderer();
    const manager = new WidgetEventManager(new DefaultWidgetActionHandler(actionUrl));

    function draw(widget) {
        const html = renderer.renderWidget(widget);
        const place = window.document.createElement('div');
        place.innerHTML = html;
        return { html, place, isFromModel: widget instanceof ChatWidget };
    }

    // Posts an action that answers widgets, draws them, and makes them usable.
    async function show(action) {
        const response = await fetch(actionUrl, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ action, payload: {} }),
        });
        assert.equal(response.status, 200);
        assert.equal(response.headers.get('content-type'), 'application/json');
        const turn = await response.json();
        posts.length = 0;
        const shown = turn.widgets.map((wire) => {
            const model = ChatWidget.fromObject(wire);
            assert.ok(model, `the client does not know ${JSON.stringify(wire)}`);
            // The renderer takes the model, and what came over HTTP just as well.
            return { wire, model, drawings: [draw(model), draw(wire)] };
        });
        window.document.body.replaceChildren(...shown.map(({ drawings }) => drawings[0].place));
        manager.attachHandlers(window.document.body);
        return { ...turn, shown };
    }

    // Does something, and answers the posts that it leads to, each of which must go well.
    async function posted(act) {
        posts.length = 0;
        act();
        const done = await Promise.all(posts);
        for (const { body, status, answer } of done) {
            assert.equal(status, 200, `${JSON.stringify(body)} was answered ${status} ${answer}`);
        }
        assert.deepEqual(complaints, [], 'the client wrote an error to the console');
        return done;
    }

    // Does something that must lead to one post, answered by a turn.
    async function postedOnce(action, act) {
        const done = await posted(act);
        assert.equal(done.length, 1, `${action} was posted ${done.length} times`);
        const [{ body, answer }] = done;
        assert.equal(body.action, action);
        const turn = JSON.parse(answer);
        assert.equal(turn.role, 'assistant');
        assert.deepEqual(turn.widgets, []);
        return body.payload;
    }

    const widget = (type) => window.document.querySelector(`[data-widget-type="${type}"]`);
    return { window, show, posted, postedOnce, widget };
}

// The client's handler keeps the answers of its posts for itself.
function watchFetch() {
    const posts = [];
    const { fetch } = globalThis;
    globalThis.fetch = (url, init) => {
        const response = fetch(url, init);
        posts.push(
            response.then(async (response) => ({
                body: JSON.parse(init.body),
                status: response.status,
                answer: await response.clone().text(),
            })),
        );
        return response;
    };
    return posts;
}

// The client writes what fails to the console, and goes on.
function watchErrors() {
    const complaints = [];
    console.error = (...words) => complaints.push(words.join(' '));
    return complaints;
}
