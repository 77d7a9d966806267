import { formatTimeAgoIntl } from '@vueuse/core'
import { i18n } from './i18n'

const { t, locale } = i18n.global

/** How long ago, in words: "3 hours ago". What another clock has still to come is now. */
export function formatAgo(timestamp: string, now: Date = new Date()): string {
  return formatTimeAgoIntl(new Date(Math.min(Date.parse(timestamp), +now)), { locale: locale.value }, now)
}

/** A day: "22 Nov 2026". */
export function formatDay(timestamp: string): string {
  return new Date(timestamp).toLocaleDateString(locale.value, { dateStyle: 'medium' })
}

/** A moment of today, or with its day when it was another day. */
export function formatMoment(timestamp: string, now: Date = new Date()): string {
  const moment = new Date(timestamp)
  const sameDay = moment.toDateString() === now.toDateString()
  return moment.toLocaleString(locale.value, { timeStyle: 'medium', ...(sameDay ? {} : { dateStyle: 'medium' }) })
}

/** Several things in one sentence: "a, b and c". */
export function formatList(parts: readonly string[]): string {
  return new Intl.ListFormat(locale.value, { type: 'conjunction' }).format(parts)
}

/** From one moment to another: "27 Nov 2026, 14:05 – 14:50". */
export function formatSpan(from: string, to: string): string {
  const format = new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium', timeStyle: 'short' })
  return format.formatRange(new Date(from), new Date(to))
}

/** A whole number with its separators. */
export function formatNumber(value: number): string {
  return value.toLocaleString(locale.value)
}

/** A share of one as a percentage, to one decimal place where that says more. */
export function formatShare(share: number): string {
  return share.toLocaleString(locale.value, { style: 'percent', maximumFractionDigits: 1 })
}

/** A length of time from milliseconds: "45 s", "3 min 20 s", "1 h 5 min". */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 60) return t('duration.seconds', { n: seconds })
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return t('duration.minutesSeconds', { minutes, seconds: seconds % 60 })
  return t('duration.hoursMinutes', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}

/** A wait from seconds, rounded up to what a person waits by: "30 s", "12 min". */
export function formatWait(seconds: number): string {
  return seconds < 90 ? t('duration.seconds', { n: seconds }) : t('duration.minutes', { n: Math.ceil(seconds / 60) })
}
