import { expect, it } from 'vitest'
import { carry, dumpRun, loadRun, parseDocument, proposeMap, withMoves } from '../../src/story'
import type { Context, Moves, StoredRun } from '../../src/story'
import { vectors } from './vectors'

type WrittenMoves = Readonly<Record<string, string | null>>

const { maps, runs } = vectors<{
  maps: { old: unknown; new: unknown; cases: { moves: WrittenMoves; scenes: WrittenMoves; variables: string[] }[] }
  runs: {
    name: string
    run: StoredRun
    moves: WrittenMoves[]
    scenes: string[]
    start: string
    initial: Context
    carried?: StoredRun
    gone?: string
  }[]
}>('carrying')

function movesOf(written: WrittenMoves): Moves {
  return new Map(Object.entries(written))
}

it.each(maps.cases)('a map with the moves $moves', ({ moves, scenes, variables }) => {
  const map = withMoves(proposeMap(parseDocument(maps.old), parseDocument(maps.new)), movesOf(moves))
  expect(Object.fromEntries(map.scenes)).toEqual(scenes)
  expect([...map.variables].sort()).toEqual(variables)
})

it.each(runs)('carrying a run: $name', ({ run, moves, scenes, start, initial, carried, gone }) => {
  const given = loadRun(structuredClone(run))
  const outcome = carry(given, moves.map(movesOf), new Set(scenes), { start, initial })
  if (carried) expect('run' in outcome && dumpRun(outcome.run)).toEqual(carried)
  else expect(outcome).toEqual({ gone })
  expect(dumpRun(given)).toEqual(run)
})
