// What every widget must look like when the npm client has drawn it.

import assert from 'node:assert/strict';

import { checkForm } from './form.mjs';

const TYPES = [
    'button', 'card', 'input', 'textarea', 'dropdown', 'slider', 'toggle', 'fileupload', 'themeswitcher', 'datepicker',
    'multiselect', 'progressbar', 'image', 'imagecollection', 'form',
];

const PHOTO = '/photos/a\'b.jpg?x="1"&y=<2>';

// Members that this client leaves aside: those that are new, and the name that it reads only when it draws.
const LEFT_ASIDE = ['id', 'default'];

// Members that the client writes into HTML as they are: a text there could be a script.
const NUMBERS = [
    'min', 'max', 'step', 'default', 'value', 'maxLength', 'minLength', 'minItems', 'maxItems', 'rows', 'maxBytes', 'width',
    'height',
];

/** Checks all widgets of a turn: `all` tells whether they have their optional members. */
export function checkDrawing(turn, hostile, all) {
    assert.equal(turn.role, 'assistant');
    assert.equal(turn.content, all ? hostile('every widget') : '');
    assert.deepEqual(turn.shown.map(({ wire }) => wire.type), TYPES);
    for (const { wire, model, drawings } of turn.shown) {
        checkWire(wire);
        checkModel(wire, model);
        for (const { html, place, isFromModel } of drawings) {
            checkHtml(wire.type, html, place);
            const root = place.firstElementChild;
            assert.equal(root.dataset.widgetType, wire.type);
            looks[wire.type](look(root, `${wire.type} in ${html}`), hostile, all, isFromModel);
        }
    }
}

// Numbers are numbers, at any depth, and what is absent is left out.
function checkWire(wire) {
    JSON.stringify(wire, (name, value) => {
        assert.notEqual(value, null, `${name} of ${JSON.stringify(wire)}`);
        const isNumber = typeof value === 'number';
        const isRight =
            name === 'defaultValue' ? isNumber || typeof value === 'boolean' : isNumber === NUMBERS.includes(name);
        assert.ok(isRight, `${name} of ${JSON.stringify(wire)} is ${JSON.stringify(value)}`);
        return value;
    });
}

function checkHtml(type, html, place) {
    for (const wrong of [/<script/i, /undefined/, /NaN/, /\[object/, /Unsupported widget type/, /\bnull\b/]) {
        assert.doesNotMatch(html, wrong, type);
    }
    assert.equal(place.querySelector('script'), null, html);
    // Text that got out of its place would be a second child.
    assert.equal(place.childNodes.length, 1, html);
}

// Nothing that was sent gets lost on the way into the client's model, and nothing is made up.
function checkModel(wire, model) {
    const kept = JSON.parse(model.toJson());
    const sent = Object.fromEntries(Object.entries(wire).filter(([name]) => !LEFT_ASIDE.includes(name)));
    assert.deepEqual(kept, sent);
}

// Ways to look at a drawn widget, with messages that say which.
function look(root, which) {
    const one = (selector) => {
        const found = root.querySelectorAll(selector);
        assert.equal(found.length, 1, `${found.length} ${selector} in the ${which}`);
        return found[0];
    };
    return {
        root,
        which,
        one,
        none: (selector) => assert.equal(root.querySelector(selector), null, `${selector} in the ${which}`),
        text: (selector, expected) => assert.equal(one(selector).textContent, expected, which),
        // `null` is an attribute that is not there.
        has: (element, attributes) => {
            for (const [name, expected] of Object.entries(attributes)) {
                assert.equal(element.getAttribute(name), expected, `${name} of the ${which}`);
            }
        },
        options: (selector, expected) => {
            const options = [...one(selector).options];
            assert.deepEqual(options.map((option) => option.value), expected, which);
            assert.deepEqual(options.map((option) => option.textContent), expected, which);
        },
    };
}

// A control and the label that belongs to it.
function labelled({ one, has, text }, control, label, attributes) {
    const element = one(control);
    text('label', label);
    assert.equal(one('label').htmlFor, element.id);
    has(element, attributes);
}

const looks = {
    button({ root, has }, hostile) {
        assert.equal(root.textContent, hostile('button label'));
        has(root, { 'data-action': 'press' });
    },
    card({ one, text, has, none }, hostile, all) {
        text('h3', hostile('card title'));
        text('button', hostile('card label'));
        has(one('button'), { 'data-action': 'buy' });
        if (all) {
            text('p', hostile('card description'));
            has(one('img'), { src: PHOTO, alt: hostile('card title') });
        } else {
            none('p');
            none('img');
        }
    },
    input(at, hostile, all) {
        labelled(at, 'input[type=text]', hostile('input label'), {
            'data-action': 'set_name',
            placeholder: all ? hostile('input placeholder') : null,
            maxlength: all ? '120' : null,
        });
    },
    textarea(at, hostile, all) {
        labelled(at, 'textarea', hostile('textarea label'), {
            'data-action': 'tell',
            placeholder: all ? hostile('textarea placeholder') : null,
            maxlength: all ? '500' : null,
            rows: all ? '6' : '4',
        });
    },
    dropdown(at, hostile, all) {
        labelled(at, 'select', hostile('dropdown label'), { 'data-action': 'set_size', multiple: null });
        const several = [hostile('first option'), hostile('second option'), 'plain'];
        at.options('select', all ? several : [hostile('only option')]);
    },
    slider(at, hostile, all, isFromModel) {
        // The client's model has lost the default when it is drawn; drawn from JSON it is there, though it is 0.
        const value = isFromModel ? '-10' : '0';
        const numbers = all
            ? { min: '-10', max: '10', step: '5', value, 'data-action': 'set_level' }
            : { min: '0', max: '1', step: '0.01', value: '0', 'data-action': 'set_share' };
        labelled(at, 'input[type=range]', hostile('slider label'), numbers);
        at.text('span', numbers.value);
    },
    toggle(at, hostile, all) {
        labelled(at, 'input[type=checkbox]', hostile('toggle label'), { 'data-action': 'set_sound' });
        assert.equal(at.one('input').checked, all);
    },
    fileupload(at, hostile, all) {
        labelled(at, 'input[type=file]', hostile('fileupload label'), {
            'data-action': 'attach',
            accept: all ? 'image/*,.pdf' : null,
            'data-max-bytes': all ? '5000000' : null,
        });
    },
    themeswitcher(at, hostile, all) {
        labelled(at, 'select', hostile('themeswitcher label'), { 'data-action': 'set_theme' });
        at.options('select', all ? [hostile('light'), hostile('dark'), 'plain'] : [hostile('only theme')]);
    },
    datepicker(at, hostile, all) {
        labelled(at, 'input[type=date]', hostile('datepicker label'), {
            'data-action': 'set_day',
            min: all ? '2026-03-01' : null,
            max: all ? '2026-03-31' : null,
        });
    },
    multiselect(at, hostile, all) {
        labelled(at, 'select', hostile('multiselect label'), { 'data-action': 'set_tags', multiple: '' });
        at.options('select', all ? ['first tag', 'second tag', 'third tag'].map(hostile) : [hostile('only tag')]);
    },
    progressbar(at, hostile, all) {
        const [value, max, percent] = all ? ['30', '120', '25%'] : ['0', '1', '0%'];
        const spoken = { 'aria-valuenow': value, 'aria-valuemax': max };
        labelled(at, 'progress', hostile('progressbar label'), { value, max, ...spoken });
        at.text('span', percent);
    },
    image({ root, one, text, has }, hostile, all) {
        const caption = all ? hostile('image alt') : hostile('image label');
        has(root, { 'data-action': all ? 'open_photo' : '' });
        has(one('img'), { src: PHOTO, alt: caption, width: all ? '640' : null, height: all ? '480' : null });
        text('figcaption', caption);
    },
    imagecollection({ root, has }, hostile, all) {
        has(root, { 'data-action': all ? 'open_album' : '' });
        const items = [...root.querySelectorAll('.bbq-image-collection-item')];
        const expected = all
            ? [[PHOTO, 'first alt', 'open_photo'], ['https://example.com/2.jpg', 'second alt', 'open_album']]
            : [[PHOTO, null, '']];
        assert.equal(items.length, expected.length);
        expected.forEach(([src, alt, action], index) => {
            const item = items[index];
            has(item, { 'data-action': action });
            assert.deepEqual(JSON.parse(item.dataset.payload), { imageUrl: src });
            has(item.querySelector('img'), { src, alt: alt ? hostile(alt) : '' });
            assert.equal(item.textContent, alt ? hostile(alt) : '');
        });
    },
    form: checkForm,
};
