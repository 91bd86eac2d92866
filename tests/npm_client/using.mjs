// Uses every widget as a person would. What the handlers must have received is in `main.rs`, in the same order.

import assert from 'node:assert/strict';

export async function useEveryWidget(page, hostile) {
    const { window, widget, postedOnce } = page;
    const inside = (type, selector) => widget(type).querySelector(selector);
    await page.show('show_every_widget');

    assert.deepEqual(await postedOnce('press', () => widget('button').click()), {});
    assert.deepEqual(await postedOnce('buy', () => inside('card', 'button').click()), {});
    await postedOnce('set_name', () => enter(page, inside('input', 'input'), hostile('a name')));
    await postedOnce('tell', () => enter(page, inside('textarea', 'textarea'), hostile('one line\nand another')));
    await postedOnce('set_size', () => enter(page, inside('dropdown', 'select'), hostile('second option')));
    await postedOnce('set_level', () => enter(page, inside('slider', 'input'), '-5'));

    // A slider of fractions: this client posts whole numbers only.
    await page.show('show_plain_widgets');
    await postedOnce('set_share', () => enter(page, inside('slider', 'input'), '1'));
    await postedOnce('set_share', () => enter(page, inside('slider', 'input'), '0.75'));
    await page.show('show_every_widget');

    // It was on: a click turns it off, and another one on again.
    await postedOnce('set_sound', () => inside('toggle', 'input').click());
    await postedOnce('set_sound', () => inside('toggle', 'input').click());
    const files = [new window.File(['abc'], 'größe "1".txt', { type: 'text/plain' }), new window.File([], 'empty')];
    await postedOnce('attach', () => choose(page, inside('fileupload', 'input'), files));
    await postedOnce('set_theme', () => enter(page, inside('themeswitcher', 'select'), hostile('dark')));
    await postedOnce('set_day', () => enter(page, inside('datepicker', 'input'), '2026-03-14'));
    await postedOnce('set_day', () => enter(page, inside('datepicker', 'input'), '0002-03-14'));
    const tags = inside('multiselect', 'select');
    await postedOnce('set_tags', () => select(page, tags, [hostile('first tag'), hostile('third tag')]));
    await postedOnce('set_tags', () => select(page, tags, []));
}

/** Types or chooses a value, and leaves the control. */
export function enter({ window }, control, value) {
    control.value = value;
    assert.equal(control.value, value, 'the control does not take the value');
    control.dispatchEvent(new window.Event('input', { bubbles: true }));
    control.dispatchEvent(new window.Event('change', { bubbles: true }));
}

/** Chooses the options named, and no others. */
export function select({ window }, control, values) {
    for (const option of control.options) {
        option.selected = values.includes(option.value);
    }
    assert.equal(control.selectedOptions.length, values.length, 'an option is not there');
    control.dispatchEvent(new window.Event('change', { bubbles: true }));
}

/** Chooses files. */
export function choose({ window }, control, files) {
    // No script may choose files, so the control is told that a person did.
    Object.defineProperty(control, 'files', { value: files, configurable: true });
    control.dispatchEvent(new window.Event('change', { bubbles: true }));
}
