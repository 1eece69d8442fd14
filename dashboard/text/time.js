import { countText } from './number.js';

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const utcDay = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/**
 * Time of day where the reader is, with the date unless it is today's.
 * @param {number | string} time milliseconds since the epoch, or ISO 8601
 * @param {number} now milliseconds since the epoch
 */
export function timeText(time, now) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return String(time);
  const isToday = day.format(date) === day.format(now);
  return isToday ? clock.format(date) : `${day.format(date)}, ${clock.format(date)}`;
}

/**
 * The day alone. A day as written, such as 2027-01-31, is that day wherever the reader is.
 * @param {string} time ISO 8601
 */
export function dayText(time) {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : utcDay.format(date);
}

/**
 * @param {string} from ISO 8601
 * @param {string} to likewise
 * @param {number} now milliseconds since the epoch
 */
export function periodText(from, to, now) {
  const isOneDay = day.format(new Date(from)) === day.format(new Date(to));
  return `${timeText(from, now)} – ${isOneDay ? clock.format(new Date(to)) : timeText(to, now)}`;
}

/** @param {number} ms */
export function durationText(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return countText(seconds, 'second');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? countText(minutes, 'minute') : countText(Math.floor(minutes / 60), 'hour');
}
