// Put into every page that is read: a reader who clicks at random, and writes down what the screen showed.
//
// A read is {session, version, wrong, moves, kept}: who the browser says it is, what was not as it should be on the
// screen, the moves with the scenes they left and led to, and the run the browser kept.
(() => {
  const LONGEST = 25
  const LINGER = 2_500 // longer than the page waits for further steps before it sends a batch

  /** Mulberry32: numbers from 0 to 1, the same for the same seed. */
  const diceOf = (seed) => () => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => setTimeout(resolve))))
  const until = async (holds) => {
    while (!holds()) await pause(4)
  }
  const story = () => JSON.parse(document.getElementById('fabula').textContent).story
  const kept = (name) => JSON.parse(localStorage.getItem(`fabula:${story()}:${name}`))
  const shown = () => document.querySelector('.scene:not(.leaving, .ahead, .next)')
  const isEnding = () => shown().querySelector('.ending') !== null
  const find = (selector) => [...shown().querySelectorAll(selector)]
  const click = (target) => target.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))

  /** Click what opens the dialog of the path, again until it does: it comes after the first scene. */
  async function openPath() {
    await until(() => document.querySelector('dialog') === null) // one that was just closed goes a task later
    await until(() => {
      if (!document.querySelector('dialog[open]')) click(find('[data-act=path]')[0])
      return document.querySelector('dialog[open]')
    })
    return document.querySelector('dialog[open]')
  }

  /** A read from what the browser keeps of it now. */
  function begun() {
    const { identity, version } = kept('place')
    return { session: identity.id, version, wrong: [], moves: [], trail: [], at: shown() }
  }

  /** The trail stays here: it is how moves back are written down, and checked. */
  function told(read) {
    const { identity, run } = kept('place')
    if (identity.id !== read.session) read.wrong.push(`the browser keeps the session ${identity.id}`)
    const { session, version, wrong, moves } = read
    return { session, version, wrong, moves, kept: run }
  }

  async function move(read, dice) {
    if (shown() !== read.at) read.wrong.push(`after ${read.moves.length} moves the scene changed by itself`)
    const scene = shown().dataset.scene
    const locked = find('.options [data-option][aria-disabled=true]')
    if (locked.length > 0 && dice() < 0.1) click(locked[0])
    const chance = dice()
    const depth = read.trail.length
    if (depth > 0 && (isEnding() || chance < 0.12)) {
      return took(read, { scene, back_to: depth - 1 }, () => click(find('[data-act=back]')[0]))
    }
    if (depth > 0 && chance < 0.2) {
      const back_to = Math.floor(dice() * depth)
      const dialog = await openPath()
      return took(read, { scene, back_to }, () => click(dialog.querySelector(`[data-depth="${back_to}"]`)))
    }
    const open = find('.options [data-option]:not([aria-disabled=true])')
    const button = open[Math.floor(dice() * open.length)]
    const option = button.dataset.option
    const place = find(`.hotspots [data-option="${CSS.escape(option)}"]`)[0]
    return took(read, { scene, option }, () => click(place && dice() < 0.5 ? place : button))
  }

  async function took(read, move, act) {
    const before = shown()
    act()
    await until(() => shown() !== before)
    read.at = shown()
    const arrived = read.at.dataset.scene
    if ('option' in move) read.trail.push(move.scene)
    else {
      const expected = read.trail[move.back_to]
      if (arrived !== expected) read.wrong.push(`went back to ${expected} and came to ${arrived}`)
      read.trail.length = move.back_to
    }
    read.moves.push({ ...move, arrived, ended: isEnding() })
  }

  async function startOver(read) {
    if (isEnding()) click(find('[data-act=restart]')[0])
    else click((await openPath()).querySelector('[data-act=restart]'))
    await until(() => kept('place').identity.id !== read.session)
  }

  /** Go on until an ending, or long enough, or with `some` moves. */
  async function walk(read, dice, some) {
    const lingers = dice() < 0.02
    while (read.moves.length < some || read.trail.length === 0) {
      await move(read, dice)
      if (isEnding() && dice() < 0.8) break
      await pause(dice() < 0.05 ? dice() * 200 : 0)
    }
    if (lingers) await pause(LINGER)
    await painted() // the browser keeps a choice after the paint that shows it
  }

  let current
  window.__readers = {
    /** The session under way and the scene on the screen, for somebody who waits in vain. */
    now() {
      return JSON.stringify({ ...(current && told(current)), screen: shown().dataset.scene })
    },
    /**
     * Read some sessions to their end and one for a while; of a session under way on, if there is one. Resolves to the
     * finished reads, and the one under way, which is handed in again to go on with it.
     */
    async read(seed, sessions, under) {
      const dice = diceOf(seed)
      const finished = []
      let read = under ? { ...under, at: shown() } : begun()
      for (;;) {
        current = read
        const last = finished.length === sessions
        await walk(read, dice, read.moves.length + 1 + Math.floor(dice() * (last ? 6 : LONGEST)))
        if (last) break
        finished.push(told(read))
        await startOver(read)
        read = begun()
      }
      return { finished, under: { ...told(read), trail: read.trail } }
    },
    /** Resolves once everything has come that a reader may use beside the options. */
    async ready() {
      await until(() => kept('place') !== null && document.adoptedStyleSheets.length > 0)
    },
    /** Resolves once the page is where a session under way was left; what is not as it was is added to it. */
    async resume(under) {
      current = under
      await until(() => find('[data-act=back]').length > 0)
      const { kept: run } = told(under)
      if (JSON.stringify(run) !== JSON.stringify(under.kept)) under.wrong.push('was not where it was left')
      return under
    },
    /** Resolves once nothing of former sessions waits to be sent. */
    async sent() {
      await until(() => kept('steps').length <= 1)
    },
  }
})()
