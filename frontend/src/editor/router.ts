import { createRouter, createWebHistory, type Router, type RouterHistory } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the document's title; screens of a story set it themselves. */
    title?:
      | 'home.title'
      | 'history.title'
      | 'signIn.title'
      | 'account.title'
      | 'numbers.title'
      | 'unsubscribe.title'
      | 'app.design'
      | 'app.notFound.title'
  }
}

/** The editor's screens, each loaded when it is gone to. */
export function createEditorRouter(history: RouterHistory = createWebHistory()): Router {
  return createRouter({
    history,
    routes: [
      {
        path: '/',
        name: 'home',
        component: () => import('./home/HomeScreen.vue'),
        meta: { title: 'home.title' },
      },
      {
        path: '/sign-in',
        name: 'sign-in',
        component: () => import('./sign-in/SignInScreen.vue'),
        meta: { title: 'signIn.title' },
      },
      { path: '/stories/:id', name: 'story', component: () => import('./story/StoryScreen.vue'), props: true },
      {
        path: '/stories/:id/history',
        name: 'history',
        component: () => import('./history/HistoryScreen.vue'),
        props: true,
        meta: { title: 'history.title' },
      },
      {
        path: '/stories/:id/numbers',
        name: 'numbers',
        component: () => import('./dashboard/NumbersScreen.vue'),
        props: true,
        meta: { title: 'numbers.title' },
      },
      {
        path: '/account',
        name: 'account',
        component: () => import('./account/AccountScreen.vue'),
        meta: { title: 'account.title' },
      },
      {
        path: '/design',
        name: 'design',
        component: () => import('./design/DesignScreen.vue'),
        meta: { title: 'app.design' },
      },
      {
        path: '/unsubscribe',
        name: 'unsubscribe',
        component: () => import('./unsubscribe/UnsubscribeScreen.vue'),
        meta: { title: 'unsubscribe.title' },
      },
      {
        path: '/:rest(.*)*',
        name: 'not-found',
        component: () => import('./NotFound.vue'),
        meta: { title: 'app.notFound.title' },
      },
    ],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
}

/** Where to go after signing in: a path of this app, never another site's address. */
export function safeReturn(address: unknown): string {
  return typeof address === 'string' && /^\/(?![/\\])/.test(address) && !address.startsWith('/sign-in') ? address : '/'
}
