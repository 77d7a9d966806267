import { createPinia } from 'pinia'
import { createApp } from 'vue'
import type { Router } from 'vue-router'
import { createApi, provideApi } from '../api/client'
import { loadConfiguration, provideConfiguration } from '../api/configuration'
import { say } from '../ui'
import '../ui/styles.css'
import App from './App.vue'
import Unconfigured from './Unconfigured.vue'
import { i18n } from './i18n'
import { PartNotLoaded } from '../ui/later'
import { reloading, sayPartMissing } from './partMissing'
import { createEditorRouter } from './router'
import { forgetAccount } from './stores/forgetAccount'
import { useTheme } from './stores/theme'

/** Wire the app together and put it on the page. Throws ConfigurationMissing. */
async function start(): Promise<void> {
  const router = createEditorRouter()
  fetchScreen(router)
  const configuration = await loadConfiguration()
  const api = createApi(configuration.api, {
    onUnauthorised() {
      forgetAccount()
      const { name, fullPath } = router.currentRoute.value
      if (name !== 'sign-in') void router.replace({ name: 'sign-in', query: { return: fullPath } })
    },
  })
  const app = createApp(App)
  app.use(createPinia()).use(i18n)
  provideConfiguration(app, configuration)
  provideApi(app, api)
  app.runWithContext(() => useTheme())
  app.use(router)
  app.config.errorHandler = (error) => {
    if (error instanceof PartNotLoaded) return
    reportError(error)
    say(i18n.global.t('failure.page.title'), { tone: 'bad', action: reloading() })
  }
  app.mount('#app')
}

/** Begin to load the addressed screen's files while the configuration is on its way. */
function fetchScreen(router: Router): void {
  const screen = router.resolve(location.pathname).matched.at(-1)?.components?.default
  // The router asks for the same files again, and shows what goes wrong then.
  if (typeof screen === 'function') void Promise.resolve((screen as () => unknown)()).catch(() => undefined)
}

window.addEventListener('vite:preloadError', (event) => {
  event.preventDefault()
  void sayPartMissing()
})

start().catch((error: unknown) => {
  reportError(error)
  createApp(Unconfigured).use(i18n).mount('#app')
})
