import { expect, it } from 'vitest'
import { begunAt, completed, offers } from '../../src/editor/story/panel/completion'
import { marking, type Mark, type Replacement } from '../../src/editor/story/panel/markup'

/** What is marked stands between bars; one bar is the caret. */
function marked(drawn: string): { text: string; from: number; to: number } {
  const from = drawn.indexOf('|')
  const to = drawn.lastIndexOf('|')
  return { text: drawn.replaceAll('|', ''), from, to: to === from ? from : to - 1 }
}

function drawn(text: string, { from, to, insert, select: [begin, end] }: Replacement): string {
  const now = text.slice(0, from) + insert + text.slice(to)
  return begin === end
    ? `${now.slice(0, begin)}|${now.slice(begin)}`
    : `${now.slice(0, begin)}|${now.slice(begin, end)}|${now.slice(end)}`
}

it.each<[Mark, string, string]>([
  ['bold', 'a |word| here', 'a **|word|** here'],
  ['bold', 'a **|word|** here', 'a |word| here'],
  ['bold', 'a |**word**| here', 'a |word| here'],
  ['bold', 'a | word |here', 'a  **|word|** here'],
  ['bold', 'a |', 'a **|**'],
  ['bold', 'a **|**', 'a |'],
  ['bold', '*|word|*', '***|word|***'],
  ['italic', '**|word|**', '***|word|***'],
  ['italic', '***|word|***', '**|word|**'],
  ['italic', '*|word|*', '|word|'],
  ['italic', '|one\n\ntwo|', '|*one*\n\n*two*|'],
  ['italic', '|*one*\n\n*two*|', '|one\n\ntwo|'],
  ['italic', '|*one*\ntwo|', '|*one*\n*two*|'],
  ['bold', '|- one\n- two|', '|- **one**\n- **two**|'],
  ['quote', 'a\nb|c', 'a\n> b|c'],
  ['quote', 'a\n> b|c', 'a\nb|c'],
  ['quote', '|', '> |'],
  ['quote', 'one|\ntwo', '> one|\n\ntwo'],
  ['list', '|one\n\ntwo|', '|- one\n\n- two|'],
  ['list', '|one\n- two|', '|- one\n- two|'],
  ['list', '|1. one\n2) two|', '|one\ntwo|'],
  ['list', '|one\n|two', '|- one|\n\ntwo'],
  ['list', 'on|e\n- two', '- on|e\n- two'],
  ['heading', 'ti|tle\nwords', '## ti|tle\nwords'],
  ['heading', '# ti|tle', 'ti|tle'],
  ['heading', '#| title', '|title'],
  ['link', 'see |this| one', 'see [this](|https://|) one'],
  ['link', 'see |', 'see [|](https://)'],
  ['link', '|https://a.example/b|', '[|](https://a.example/b)'],
  ['link', 'see [th|is](https://a.example)', 'see [this](|https://a.example|)'],
  ['link', '[a](b) |c|', '[a](b) [c](|https://|)'],
])('%s makes %s into %s', (mark, before, after) => {
  const given = marked(before)
  expect(drawn(given.text, marking(mark, given))).toBe(after)
})

it.each<[string, string | null]>([
  ['{|', ''],
  ['You have {co|', 'co'],
  ['{coins}|', null],
  ['{co ins|', null],
  ['{a{b|', 'b'],
  ['|{a', null],
])('in %s the name begun is %s', (before, name) => {
  const { text, from } = marked(before)
  expect(begunAt(text, from)?.name ?? null).toBe(name)
})

it.each<[string, string]>([
  ['{co|', '{coins}|'],
  ['{co| more', '{coins}| more'],
  ['{co|ld} more', '{coins}| more'],
  ['{|ld more', '{coins}|ld more'],
])('%s is completed to %s', (before, after) => {
  const { text, from } = marked(before)
  const begun = begunAt(text, from)
  expect(begun && drawn(text, completed(text, from, begun, 'coins'))).toBe(after)
})

it('offers the names that begin so before those that hold it', () => {
  const names = ['a-key', 'Keys', 'door', 'key']
  expect(offers(names, { at: 0, name: 'key' })).toEqual(['key', 'Keys', 'a-key'])
  expect(offers(names, { at: 0, name: 'x' })).toEqual([])
})
