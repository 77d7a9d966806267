/** What to look at, what becomes of the story, and the ways to the other screens. */
import {
  Braces,
  ChartNoAxesColumn,
  CircleAlert,
  Command as CommandIcon,
  House,
  Keyboard,
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
  const { selection, canvas, toggle, goTo, theme, open } = desk
  return [
    command('search', 'view', Search, () => open('search'), { keys: ['/', 'Mod+F'] }),
    command('fit', 'view', Maximize, () => canvas()?.fit(), { keys: ['1'] }),
    command('zoomToSelection', 'view', ScanSearch, () => canvas()?.zoomToSelection(), {
      keys: ['2'],
      when: () => selection.scenes.size > 0,
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
