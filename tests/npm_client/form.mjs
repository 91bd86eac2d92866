// The form: what it must look like, and its use.

import assert from 'node:assert/strict';

import { choose, enter, select } from './using.mjs';

const SIZES = ['Small', 'Extra <large> & "wide"'];

// One line a field: name, label, whether it must be filled in, what draws it, and its attributes or options.
const everyField = (hostile) => [
    ['name', hostile('name label'), true, 'input[type=text]'],
    ['notes', hostile('notes label'), false, 'textarea'],
    ['pieces', hostile('pieces label'), true, 'input[type=number]'],
    ['price', hostile('price label'), false, 'input[type=number]'],
    ['rating', hostile('rating label'), true, 'input[type=range]', { min: '0', max: '10', step: '1', value: '3' }],
    ['größe', hostile('size label'), true, 'select', ['', ...SIZES]],
    ['wrapping', hostile('wrapping label'), false, 'select', ['', ...SIZES]],
    ['express', hostile('express label'), false, 'input[type=checkbox]', { checked: '' }],
    ['day', hostile('day label'), true, 'input[type=date]', { min: '2026-03-01', max: '2026-03-31' }],
    ['until', hostile('until label'), false, 'input[type=date]', { min: null, max: null }],
    ['tags', hostile('tags label'), false, 'select[multiple]', [hostile('first tag'), hostile('second tag')]],
    ['photos', hostile('photos label'), false, 'input[type=file]', { accept: 'image/*', 'data-max-bytes': '5000000' }],
];

// As the type alone draws them, but for the two lists that only the app can draw.
const plainFields = (hostile) => [
    ['name', 'Name', true, 'input[type=text]'],
    ['notes', 'Notes', false, 'input[type=text]'],
    ['pieces', 'Pieces', true, 'input[type=range]', { min: '1', max: '9', step: '1', value: '1' }],
    ['price', 'Price', false, 'input[type=number]'],
    ['rating', 'Rating', true, 'input[type=range]', { min: '0', max: '10', step: '1', value: '0' }],
    ['größe', 'Größe', true, 'select', ['', ...SIZES]],
    ['wrapping', 'Wrapping', false, 'select', ['', ...SIZES]],
    ['express', 'Express', false, 'input[type=checkbox]', { checked: null }],
    ['day', 'Day', true, 'input[type=date]', { min: null, max: null }],
    ['until', 'Until', false, 'input[type=date]', { min: null, max: null }],
    ['tags', 'Tags', false, 'select[multiple]', [hostile('only tag')]],
    ['photos', 'Photos', false, 'input[type=file]', { accept: null, 'data-max-bytes': null }],
];

/** Checks the form as it was drawn. */
export function checkForm(at, hostile, all) {
    const { root, text, has } = at;
    has(root, { 'data-action': 'place_order' });
    text('legend', hostile('form title'));

    const fields = (all ? everyField : plainFields)(hostile);
    const places = [...root.querySelectorAll('.bbq-form-field')];
    assert.equal(places.length, fields.length, at.which);
    fields.forEach((field, index) => checkField(at, places[index], field));

    const hints = all ? ['name hint', 'tags hint'].map(hostile) : [];
    assert.deepEqual([...root.querySelectorAll('.bbq-form-field-hint')].map((hint) => hint.textContent), hints);
    const buttons = [...root.querySelectorAll('button')];
    const expected = all
        ? [['submit', hostile('submit label')], ['cancel', hostile('cancel label')]]
        : [['submit', 'Submit']];
    assert.deepEqual(buttons.map((button) => [button.dataset.actionType, button.textContent]), expected);
    buttons.forEach((button) => has(button, { 'data-action': 'place_order' }));
}

function checkField(at, place, [name, label, required, control, more]) {
    const element = place.querySelector(control);
    assert.ok(element, `${name} is no ${control} in the ${at.which}`);
    at.has(element, { name });
    assert.equal(place.querySelector('label').textContent, required ? `${label}*` : label);
    assert.equal(place.querySelector('label').htmlFor, element.id);
    assert.equal(element.required, required && element.type !== 'checkbox', `${name} of the ${at.which}`);
    if (Array.isArray(more)) {
        assert.deepEqual([...element.options].map((option) => option.value), more);
    } else {
        at.has(element, more ?? {});
    }
}

/** Uses the form three times: empty, with what must be filled in, and with everything. */
export async function useForm(page, hostile) {
    const form = page.widget('form');
    const field = (name) => form.querySelector(`[name="${name}"]`);
    const submit = () => form.querySelector('[data-action-type="submit"]').click();
    const message = form.querySelector('.bbq-form-validation-message');

    // The client knows what must be filled in, and posts nothing.
    assert.deepEqual(await page.posted(submit), []);
    assert.equal(message.style.display, 'block');

    enter(page, field('name'), hostile('Ada'));
    enter(page, field('pieces'), '7');
    enter(page, field('größe'), SIZES[0]);
    enter(page, field('day'), '2026-03-14');
    select(page, field('tags'), [hostile('second tag')]);
    // Texts where the handler takes numbers and options, and empty ones where it takes nothing.
    assert.deepEqual(await page.postedOnce('place_order', submit), {
        name: hostile('Ada'),
        notes: '',
        pieces: '7',
        price: '',
        rating: '3',
        größe: SIZES[0],
        wrapping: '',
        express: true,
        day: '2026-03-14',
        until: '',
        tags: [hostile('second tag')],
        photos: [],
    });
    assert.equal(message.style.display, 'none');

    enter(page, field('notes'), hostile('two\nlines'));
    enter(page, field('pieces'), '8');
    enter(page, field('price'), '2.5');
    enter(page, field('rating'), '0');
    enter(page, field('größe'), SIZES[1]);
    enter(page, field('wrapping'), SIZES[0]);
    field('express').click();
    enter(page, field('day'), '2026-03-02');
    enter(page, field('until'), '2026-03-31');
    select(page, field('tags'), [hostile('first tag'), hostile('second tag')]);
    choose(page, field('photos'), [new page.window.File(['1234'], 'größe.png', { type: 'image/png' })]);
    await page.postedOnce('place_order', submit);
}
