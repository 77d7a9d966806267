/** Problems by the scene they are in, those of the whole story first, errors before warnings. Pure. */
import type { Problem } from '../../../story/problems'

export interface ProblemGroup {
  readonly scene: string | null
  readonly problems: readonly Problem[]
}

export function groupByScene(problems: readonly Problem[]): ProblemGroup[] {
  const groups = new Map<string | null, Problem[]>()
  for (const problem of problems) {
    const group = groups.get(problem.scene)
    if (group) group.push(problem)
    else groups.set(problem.scene, [problem])
  }
  return [...groups]
    .map(([scene, each]) => ({ scene, problems: each.toSorted((one, two) => weight(one) - weight(two)) }))
    .toSorted((one, two) => groupWeight(one) - groupWeight(two))
}

/** What each card shows. */
export function problemsOfScenes(problems: readonly Problem[]): Map<string, readonly Problem[]> {
  return new Map(groupByScene(problems).flatMap(({ scene, problems }) => (scene === null ? [] : [[scene, problems]])))
}

function weight(problem: Problem): number {
  return problem.severity === 'error' ? 0 : 1
}

function groupWeight({ scene, problems }: ProblemGroup): number {
  if (scene === null) return -1
  return Math.min(...problems.map(weight))
}
