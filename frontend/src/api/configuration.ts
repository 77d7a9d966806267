import { inject, type App, type InjectionKey } from 'vue'

/** Where the other origins are. Served by the app's own host, so that one build runs on every stage. */
export interface Configuration {
  /** Origin of the API, without a slash at its end. */
  readonly api: string
  /** Origin of the story pages. */
  readonly read: string
  /** Origin that takes uploads. */
  readonly uploads: string
}

/** The host does not serve a usable `/config.json`: it was set up wrongly, or it cannot be reached. */
export class ConfigurationMissing extends Error {
  override readonly name = 'ConfigurationMissing'
}

const configurationKey: InjectionKey<Configuration> = Symbol('configuration')

/** Read `/config.json` of this origin. Throws ConfigurationMissing. */
export async function loadConfiguration(fetcher: typeof fetch = fetch): Promise<Configuration> {
  let answer: unknown
  try {
    const response = await fetcher('/config.json', { cache: 'no-cache' })
    answer = await response.json()
  } catch (error) {
    throw new ConfigurationMissing('/config.json cannot be read', { cause: error })
  }
  return parseConfiguration(answer)
}

/** Check a configuration's form. Throws ConfigurationMissing naming what is wrong. */
export function parseConfiguration(answer: unknown): Configuration {
  const members = new Map(Object.entries(typeof answer === 'object' && answer !== null ? answer : {}))
  const origin = (name: string): string => {
    const value: unknown = members.get(name)
    if (typeof value !== 'string' || !URL.canParse(value)) {
      throw new ConfigurationMissing(`/config.json: \`${name}\` must be an origin`)
    }
    return new URL(value).origin
  }
  return { api: origin('api'), read: origin('read'), uploads: origin('uploads') }
}

/** Give the configuration to every component and store of an app. */
export function provideConfiguration(app: App, configuration: Configuration): void {
  app.provide(configurationKey, configuration)
}

/** The configuration, inside a component's or a store's setup. */
export function useConfiguration(): Configuration {
  const configuration = inject(configurationKey)
  if (configuration === undefined) throw new Error('no configuration was provided')
  return configuration
}
