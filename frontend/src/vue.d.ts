/** What a `.vue` file is to tools that do not read one themselves; vue-tsc knows each file's own types. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue'

  const component: DefineComponent<object, object, unknown>
  export default component
}
