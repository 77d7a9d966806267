/** What to look at, what becomes of the story, and the ways to the other screens. */
import { command, type Command } from './command'
import type { Desk } from './desk'

export function screenCommands(desk: Desk): readonly Command[] {
  const { selection, view, toggle, goTo, theme, open } = desk
  return [
    command('search', 'view', () => open('search'), { keys: ['/', 'Mod+F'] }),
    command('map', 'view', () => desk.look('map'), { keys: ['M'], when: () => desk.viewName() !== 'map' }),
    command('outline', 'view', () => desk.look('outline'), {
      keys: ['O'],
      when: () => desk.viewName() !== 'outline',
    }),
    command('fit', 'view', () => view()?.fit?.(), { keys: ['1'], when: () => view()?.fit !== undefined }),
    command('zoomToSelection', 'view', () => view()?.zoomToSelection?.(), {
      keys: ['2'],
      when: () => selection.scenes.size > 0 && view()?.zoomToSelection !== undefined,
    }),
    command('openAll', 'view', () => view()?.openAll?.(), {
      when: () => view()?.openAll !== undefined,
    }),
    command('closeAll', 'view', () => view()?.closeAll?.(), {
      when: () => view()?.closeAll !== undefined,
    }),
    command('problems', 'view', () => toggle('problems')),
    command('variables', 'view', () => toggle('variables')),
    command('settings', 'view', () => toggle('settings')),
    command('preview', 'view', () => toggle('preview'), { keys: ['P'] }),
    command('publish', 'story', desk.publish),
    command('numbers', 'story', () => goTo('numbers')),
    command('home', 'story', () => goTo('home')),
    command('palette', 'app', () => open('palette'), { keys: ['Mod+K'], reach: 'always' }),
    command('help', 'app', () => open('help'), { keys: ['?'], reach: 'screen' }),
    command('account', 'app', () => goTo('account')),
    command('themeLight', 'app', () => theme('light')),
    command('themeDark', 'app', () => theme('dark')),
    command('themeSystem', 'app', () => theme('system')),
  ]
}
