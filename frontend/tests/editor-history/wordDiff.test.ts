import { describe, expect, it } from 'vitest'
import { wordDiff } from '../../src/editor/history/wordDiff'
import { dice, pick } from '../story/vectors'

/** Pieces as text: [-gone-], {+come+}. */
function told(before: string, after: string): string {
  const marks = { same: ['', ''], removed: ['[-', '-]'], added: ['{+', '+}'] } as const
  return wordDiff(before, after)
    .map(({ how, text }) => `${marks[how][0]}${text}${marks[how][1]}`)
    .join('')
}

describe('two texts', () => {
  it.each([
    ['', '', ''],
    ['', 'New.', '{+New.+}'],
    ['Old.', '', '[-Old.-]'],
    ['the lamp is lit', 'the lamp is lit', 'the lamp is lit'],
    ['the lamp is lit', 'the lamp was lit', 'the lamp [-is-]{+was+} lit'],
    ['the lamp', 'the old lamp', 'the {+old +}lamp'],
    ['a b c d', 'b c d e', '[-a -]b c d{+ e+}'],
    ['Go. Go.', 'Go.', 'Go.[- Go.-]'],
    ['You don’t go', 'You do go', 'You [-don’t-]{+do+} go'],
    ['One line.\n\nTwo.', 'One line.\nTwo.', 'One line.[-\n\n-]{+\n+}Two.'],
    ['灯 🏮', '灯 🔥', '灯 [-🏮-]{+🔥+}'],
  ])('%j and %j', (before, after, wanted) => expect(told(before, after)).toBe(wanted))

  it('are both there, whatever they are', () => {
    const roll = dice(7)
    const text = (): string =>
      Array.from({ length: Math.floor(roll() * 30) }, () =>
        pick(roll, ['a', 'b', 'lamp', ' ', ' ', '\n', '.', '“', '🏮']),
      ).join('')
    for (let n = 0; n < 200; n += 1) {
      const [before, after] = [text(), text()]
      const pieces = wordDiff(before, after)
      const without = (how: string): string =>
        pieces
          .filter((piece) => piece.how !== how)
          .map((one) => one.text)
          .join('')
      expect([without('added'), without('removed')]).toEqual([before, after])
    }
  })

  it('of the greatest length take no longer than a blink', () => {
    const words = (seed: number): string => {
      const roll = dice(seed)
      return Array.from({ length: 3_300 }, () => pick(roll, ['lamp', 'stair', 'water'])).join(' ')
    }
    const started = performance.now()
    const pieces = wordDiff(`Once ${words(1)} end`, `Once ${words(2)} end`)
    expect(performance.now() - started).toBeLessThan(1_000)
    expect([pieces[0]?.text.slice(0, 5), pieces.at(-1)?.how]).toEqual(['Once ', 'same'])
  })
})
