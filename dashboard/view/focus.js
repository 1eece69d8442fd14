/**
 * As a `ref`: takes the keyboard along to what a person just opened. One function for all, so that drawing again moves nothing.
 * @param {HTMLElement | null} element
 */
export const focusOnMount = (element) => element?.focus();

/**
 * The same for a form: to the first field that must be filled in and is not.
 * @param {HTMLFormElement | null} form
 */
export function focusOnFirstEmpty(form) {
  /** @type {NodeListOf<HTMLInputElement> | undefined} */
  const inputs = form?.querySelectorAll('input[required]');
  [...(inputs ?? [])].find((input) => input.value === '')?.focus();
}
