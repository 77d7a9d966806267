/** What to look at, what becomes of the story, and the ways to the other screens. */
import {
  Braces,
  ChartNoAxesColumn,
  ChevronsDownUp,
  ChevronsUpDown,
  CircleAlert,
  Command as CommandIcon,
  House,
  Keyboard,
  ListTree,
  Map as MapIcon,
  Maximize,
  Monitor,
  Moon,
  Palette,
  Play,
  ScanSearch,
  Search,
  Send,
  Sun,
  UserRound,
} from '@lucide/vue'
import { command, type Command } from './command'
import type { Desk } from './desk'

export function screenCommands(desk: Desk): readonly Command[] {
  const { selection, view, toggle, goTo, theme, open } = desk
  return [
    command('search', 'view', Search, () => open('search'), { keys: ['/', 'Mod+F'] }),
    command('map', 'view', MapIcon, () => desk.look('map'), { keys: ['M'], when: () => desk.viewName() !== 'map' }),
    command('outline', 'view', ListTree, () => desk.look('outline'), {
      keys: ['O'],
      when: () => desk.viewName() !== 'outline',
    }),
    command('fit', 'view', Maximize, () => view()?.fit?.(), { keys: ['1'], when: () => view()?.fit !== undefined }),
    command('zoomToSelection', 'view', ScanSearch, () => view()?.zoomToSelection?.(), {
      keys: ['2'],
      when: () => selection.scenes.size > 0 && view()?.zoomToSelection !== undefined,
    }),
    command('openAll', 'view', ChevronsUpDown, () => view()?.openAll?.(), {
      when: () => view()?.openAll !== undefined,
    }),
    command('closeAll', 'view', ChevronsDownUp, () => view()?.closeAll?.(), {
      when: () => view()?.closeAll !== undefined,
    }),
    command('problems', 'view', CircleAlert, () => toggle('problems')),
    command('variables', 'view', Braces, () => toggle('variables')),
    command('settings', 'view', Palette, () => toggle('settings')),
    command('preview', 'view', Play, () => toggle('preview'), { keys: ['P'] }),
    command('publish', 'story', Send, desk.publish),
    command('numbers', 'story', ChartNoAxesColumn, () => goTo('numbers')),
    command('home', 'story', House, () => goTo('home')),
    command('palette', 'app', CommandIcon, () => open('palette'), { keys: ['Mod+K'], reach: 'always' }),
    command('help', 'app', Keyboard, () => open('help'), { keys: ['?'], reach: 'screen' }),
    command('account', 'app', UserRound, () => goTo('account')),
    command('themeLight', 'app', Sun, () => theme('light')),
    command('themeDark', 'app', Moon, () => theme('dark')),
    command('themeSystem', 'app', Monitor, () => theme('system')),
  ]
}
