import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createApi, provideApi } from '../api/client'
import { loadConfiguration, provideConfiguration } from '../api/configuration'
import { say } from '../ui'
import '../ui/styles.css'
import App from './App.vue'
import Unconfigured from './Unconfigured.vue'
import { i18n } from './i18n'
import { createEditorRouter } from './router'
import { useTheme } from './stores/theme'

/** Wire the app together and put it on the page. Throws ConfigurationMissing. */
async function start(): Promise<void> {
  const configuration = await loadConfiguration()
  const router = createEditorRouter()
  const api = createApi(configuration.api, {
    onUnauthorised() {
      const { name, fullPath } = router.currentRoute.value
      if (name !== 'sign-in') void router.push({ name: 'sign-in', query: { return: fullPath } })
    },
  })
  const app = createApp(App)
  app.use(createPinia()).use(i18n)
  provideConfiguration(app, configuration)
  provideApi(app, api)
  app.runWithContext(() => useTheme())
  app.use(router)
  app.config.errorHandler = (error) => {
    reportError(error)
    say(i18n.global.t('failure.page.title'), { tone: 'bad', action: reloading() })
  }
  app.mount('#app')
}

/** A new release replaced the files this page would load next. */
window.addEventListener('vite:preloadError', (event) => {
  event.preventDefault()
  say(i18n.global.t('app.updated'), { action: reloading() })
})

function reloading() {
  return { label: i18n.global.t('app.reload'), run: () => location.reload() }
}

start().catch((error: unknown) => {
  reportError(error)
  createApp(Unconfigured).use(i18n).mount('#app')
})
