// What the inputs of a control hold, and what is wrong with it.

import { order, timesShown, withOffset } from "./moments.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Input */

/**
 * A form as it is by itself: an input hides the form's own property of the same name, such as `matches` or `elements`.
 *
 * @param {HTMLFormElement} form
 */
export const bare = (form) => new Proxy(form, {
  get(target, name) {
    const own = Reflect.get(HTMLFormElement.prototype, name, target);
    return typeof own === "function" ? own.bind(target) : own;
  },
  set: (target, name, value) => Reflect.set(HTMLFormElement.prototype, name, value, target),
});

/**
 * What an element is in. A click between the fields of a form is on the form itself.
 *
 * @param {EventTarget | null} target
 * @param {string} selector
 */
export const around = (target, selector) => /** @type {HTMLElement | null} */ (Element.prototype.closest.call(target, selector));

/**
 * What belongs to a form, wherever it is.
 *
 * @param {HTMLFormElement} form
 * @returns {Element[]}
 */
export const elementsOf = (form) => [...form.elements];

/**
 * The inputs that make the payload: not the envelope's, whose names begin with `~`, nor those that have no name.
 *
 * @param {Iterable<Element>} elements
 */
function inputsOf(elements) {
  const inputs = /** @type {Input[]} */ ([...elements].filter((each) => each.matches("input, select, textarea")));
  return inputs.filter((input) => nameOf(input) && !input.name.startsWith("~") && !input.matches(":disabled"));
}

/** @param {Input} input */
const nameOf = (input) => input.name || input.dataset.cwName || "";

/** @param {Input | undefined} input */
const valueOf = (input) => (input?.dataset.cwZoned === "local" ? withOffset(input.value) : input?.value ?? "");

/** @param {Input} input */
const filesOf = (input) => [...((input instanceof HTMLInputElement && input.files) || [])];

/**
 * A text as a form sends it: half of a character, as a cut paste leaves it, becomes the sign for one that is not known.
 *
 * @param {string} text
 */
export const wellFormed = (text) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(text));

/**
 * The payload of a control.
 *
 * @param {HTMLFormElement} form
 */
export function payloadOf(form) {
  /** @type {Record<string, any>} */
  const payload = Object.create(null);
  for (const input of inputsOf(elementsOf(form))) {
    const name = nameOf(input);
    const box = input instanceof HTMLInputElement ? input : undefined;
    if (box?.type === "file") {
      const files = filesOf(box).map(({ name, size, type }) => ({ name, size, type }));
      if (box.dataset.cwFiles !== "one") payload[name] = files;
      else if (files[0]) payload[name] = files[0];
    } else if (box?.dataset.cwList !== undefined) {
      payload[name] ??= [];
      if (box.checked || box.type === "hidden") payload[name].push(box.value);
    } else if (box?.type === "checkbox") {
      payload[name] = box.checked;
    } else if (box?.type !== "radio" || box.checked) {
      payload[name] = wellFormed(valueOf(input));
    }
  }
  return payload;
}

/**
 * What is wrong with a field, as the server would say it: what to check, and the words, came with the field.
 *
 * @param {HTMLElement} field
 * @returns {string | undefined}
 */
function faultOf(field) {
  /** @type {any[][]} */
  const checks = JSON.parse(field.dataset.cwChecks || "[]");
  const inputs = inputsOf(field.querySelectorAll("*"));
  const files = inputs.flatMap(filesOf);
  const ticked = inputs.filter((input) => input.matches(":checked")).length;
  const isChoice = inputs.some((input) => input.matches("[type=radio], [type=checkbox]"));
  const value = valueOf(inputs[0]);
  const isLocal = inputs[0]?.dataset.cwZoned === "local";
  const isBad = inputs.some((input) => input.validity.badInput);
  const isEmpty = isBad ? false : isChoice ? ticked === 0 : value === "" && files.length === 0;
  const length = [...value].length;
  /** @type {Record<string, (limit: any) => boolean>} */
  const breaks = {
    type: () => isBad,
    format: () => isBad,
    minimum: (limit) => Number(value) < limit,
    maximum: (limit) => Number(value) > limit,
    exclusive_minimum: (limit) => Number(value) <= limit,
    exclusive_maximum: (limit) => Number(value) >= limit,
    multiple_of: (limit) => !isMultiple(value, String(limit)),
    min_length: (limit) => length < limit,
    max_length: (limit) => length > limit,
    format_minimum: (limit) => order(value) < order(limit),
    format_maximum: (limit) => order(value) > order(limit),
    skipped: () => isLocal && timesShown(inputs[0]?.value ?? "") === 0,
    doubled: () => isLocal && timesShown(inputs[0]?.value ?? "") > 1,
    accept: (limit) => files.some((file) => !isAccepted(file, limit)),
    max_bytes: (limit) => files.some((file) => file.size > limit),
  };
  const broken = checks.find(([code, limit]) => {
    if (code === "required") return isEmpty;
    if (code === "min_items") return ticked < limit && ticked > 0;
    if (code === "max_items") return ticked > limit;
    if (isEmpty || (isBad && code !== "type" && code !== "format")) return false;
    return breaks[code]?.(limit);
  });
  return broken?.at(-1);
}

/**
 * Whether a number is a multiple of another, both in the decimals that they are written in: floats would be off.
 *
 * @param {string} number
 * @param {string} step
 */
function isMultiple(number, step) {
  const parts = [number, step].map((text) => {
    const [digits = "", exponent = "0"] = text.toLowerCase().split("e");
    const [whole = "", decimals = ""] = digits.replace("+", "").split(".");
    return { digits: whole + decimals, scale: decimals.length - Number(exponent) };
  });
  const scale = Math.max(...parts.map((part) => part.scale));
  // Nobody types so many, and the server sees it as well.
  if (parts.some((part) => scale - part.scale > 400)) return true;
  const [value = 0n, of = 1n] = parts.map((part) => BigInt(part.digits) * 10n ** BigInt(scale - part.scale));
  return value % of === 0n;
}

/**
 * Whether a file is of a type that is offered, by the rules of HTML's `accept`.
 *
 * @param {File} file
 * @param {string} accept
 */
function isAccepted({ name, type }, accept) {
  const wanted = accept.split(",").map((each) => each.trim().toLowerCase()).filter(Boolean);
  return !wanted.length || wanted.some((each) => {
    if (each.startsWith(".")) return name.toLowerCase().endsWith(each);
    return each.endsWith("/*") ? type.startsWith(each.slice(0, -1)) : type.toLowerCase() === each;
  });
}

/**
 * Shows what is wrong with a field, or that nothing is.
 *
 * @param {HTMLElement} field
 * @param {(string | undefined)[]} faults
 */
function show(field, ...faults) {
  const { cwBefore = "", cwAfter = "" } = field.dataset;
  // What does not begin with a small letter is a sentence already.
  const sentence = (/** @type {string} */ fault) => (/^\p{Ll}/u.test(fault) ? cwBefore + fault + cwAfter : fault);
  const fault = faults.flatMap((each) => (each ? [sentence(each)] : [])).join(" ");
  const error = /** @type {HTMLElement | null} */ (field.querySelector(".cw-error"));
  if (!error) return;
  error.textContent = fault;
  error.hidden = !fault;
  const targets = field.matches("[data-cw-target]") ? [field] : field.querySelectorAll("[data-cw-target]");
  for (const target of targets) {
    const others = (target.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== error.id);
    const described = fault ? [...others, error.id] : others;
    for (const each of [target, ...target.querySelectorAll("[type=radio]")]) each.setAttribute("aria-invalid", String(!!fault));
    if (described.length) target.setAttribute("aria-describedby", described.join(" "));
    else target.removeAttribute("aria-describedby");
  }
}

/** @param {ParentNode} form */
const fieldsOf = (form) => [.../** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-cw-field]"))];

/** @param {Element | undefined} field */
export function focusIn(field) {
  /** @type {HTMLElement | null | undefined} */ (
    field?.querySelector("input:not([type=hidden], [type=search]), select, textarea, button")
  )?.focus();
}

/**
 * Checks a control before it is sent, and shows what is wrong; focus goes to the first field at fault.
 *
 * @param {HTMLFormElement} form
 * @returns how many fields are at fault
 */
export function check(form) {
  const atFault = fieldsOf(form).filter((field) => {
    const fault = faultOf(field);
    show(field, fault);
    return fault;
  });
  sayOfForm(form, "");
  focusIn(atFault[0]);
  return atFault.length;
}

/**
 * Shows what the server found wrong.
 *
 * @param {HTMLFormElement} form
 * @param {{pointer: string, message: string}[]} errors
 * @param {string} detail
 * @returns how many fields are at fault
 */
export function showErrors(form, errors, detail) {
  /** @type {Map<HTMLElement, string[]>} */
  const faults = new Map();
  const elsewhere = [];
  for (const { pointer, message } of errors) {
    const path = pointer.split("/").slice(1).map((each) => each.replaceAll("~1", "/").replaceAll("~0", "~"));
    const isNamed = (/** @type {HTMLElement} */ field) => path.some((_, end) => path.slice(0, end + 1).join(".") === field.dataset.cwField);
    const field = fieldsOf(form).find(isNamed);
    if (field) faults.set(field, [...(faults.get(field) ?? []), message]);
    else elsewhere.push([path.join("."), message].filter(Boolean).join(": "));
  }
  for (const field of fieldsOf(form)) show(field, ...(faults.get(field) ?? []));
  sayOfForm(form, errors.length ? elsewhere.join("; ") : detail);
  focusIn(fieldsOf(form).find((field) => faults.has(field)));
  return faults.size;
}

/**
 * Shows what is wrong, and belongs to no field.
 *
 * @param {HTMLFormElement} form
 * @param {string} fault
 */
function sayOfForm(form, fault) {
  const place = /** @type {HTMLElement | null} */ (form.querySelector("[data-cw-form-error]"));
  if (!place) return;
  place.textContent = fault;
  place.hidden = !fault;
}

/**
 * What has been changed: an error that is shown is looked at again, a slider says its value.
 *
 * @param {HTMLElement} input
 */
export function changed(input) {
  if (input.matches("[data-cw-filter]")) return filter(/** @type {HTMLInputElement} */ (input));
  const field = /** @type {HTMLElement | null} */ (input.closest("[data-cw-field]"));
  const error = /** @type {HTMLElement | null | undefined} */ (field?.querySelector(".cw-error"));
  if (field && error && !error.hidden) show(field, faultOf(field));
  const output = input.parentElement?.querySelector("[data-cw-output]");
  if (output && input instanceof HTMLInputElement) output.textContent = input.value;
  if (input.matches("[data-cw-files]")) listFiles(/** @type {HTMLInputElement} */ (input));
}

/** @param {HTMLInputElement} search */
function filter(search) {
  const wanted = search.value.trim().toLocaleLowerCase();
  for (const option of search.closest("[data-cw-field]")?.querySelectorAll("label.cw-option") ?? []) {
    /** @type {HTMLElement} */ (option).hidden = !option.textContent?.toLocaleLowerCase().includes(wanted);
  }
}

/** @param {HTMLInputElement} input */
function listFiles(input) {
  const units = [["GB", 1e9], ["MB", 1e6], ["kB", 1e3]];
  const size = (/** @type {number} */ bytes) => {
    const [unit, divisor] = units.find(([, divisor]) => bytes >= Number(divisor)) ?? ["B", 1];
    return `${(Math.floor((bytes * 10) / Number(divisor)) / 10).toLocaleString()} ${unit}`;
  };
  const list = input.closest("[data-cw-drop]")?.querySelector("[data-cw-chosen]");
  list?.replaceChildren(...filesOf(input).map((file) => {
    const item = document.createElement("li");
    item.textContent = `${file.name} (${size(file.size)})`;
    return item;
  }));
  const field = /** @type {HTMLElement | null} */ (input.closest("[data-cw-field]"));
  // A file that cannot be sent is worth saying at once: choosing is done.
  if (field && input.files?.length) show(field, faultOf(field));
}

/**
 * Files that were dropped are chosen.
 *
 * @param {HTMLElement} place
 * @param {FileList} files
 */
export function drop(place, files) {
  const input = /** @type {HTMLInputElement | null} */ (place.querySelector("[data-cw-files]"));
  if (!input || !files.length) return;
  const chosen = new DataTransfer();
  for (const file of input.multiple ? files : [...files].slice(0, 1)) chosen.items.add(file);
  input.files = chosen.files;
  changed(input);
}
