import { describe, expect, it } from 'vitest'
import { frameCode, growingCode } from '../../src/editor/publish/embedCode'

const story = { link: 'https://read.example/s/the-lighthouse-x', title: '"Tide" & <Ebb>' }

/** The code's elements, in a document that fetches and runs nothing. */
function parsed(code: string): XMLDocument {
  return new DOMParser().parseFromString(`<body>${code}</body>`, 'application/xml')
}

describe('the embed code', () => {
  it('is one frame of the page for frames, with nothing that needs a script', () => {
    const made = parsed(frameCode(story))
    const [frame, ...others] = made.documentElement.children
    expect(others).toEqual([])
    expect(frame?.getAttribute('src')).toBe('https://read.example/e/the-lighthouse-x')
    expect(frame?.getAttribute('title')).toBe(story.title)
    expect(frame?.getAttribute('loading')).toBe('lazy')
    expect(frame?.getAttribute('sandbox')).not.toContain('top-navigation')
  })

  it('adds a script that listens to that origin alone', () => {
    const made = parsed(growingCode(story))
    expect([...made.querySelectorAll('iframe, script')].map(({ localName }) => localName)).toEqual(['iframe', 'script'])
    expect(made.querySelector('script')?.textContent).toContain("origin !== 'https://read.example'")
  })
})
