/** The stories a new one can begin as. Each is a file like those that are imported; `infra/templates.py` makes them. */
interface TemplateFile {
  readonly document: { readonly title: string; readonly summary: string; readonly start: string }
  readonly pictures: Record<string, { readonly type: string; readonly content: string }>
}

export interface Template {
  readonly name: string
  readonly title: string
  readonly summary: string
  /** The first picture, as a data: address. */
  readonly glimpse: string
  /** The file of a story that begins as this and is called otherwise. */
  readonly fileFor: (title: string) => File
}

const FIRST_PICTURES: Readonly<Record<string, string>> = { fork: 'fork', key: 'door', look: 'room' }

/** Load the templates; they are no part of what Home is made of. */
export async function loadTemplates(): Promise<Template[]> {
  const files = await Promise.all([
    import('./templates/fork.json'),
    import('./templates/key.json'),
    import('./templates/look.json'),
  ])
  return files.map(({ default: file }, index) => read(Object.keys(FIRST_PICTURES)[index]!, file as TemplateFile))
}

function read(name: string, file: TemplateFile): Template {
  const { title, summary } = file.document
  const picture = file.pictures[FIRST_PICTURES[name]!]!
  return {
    name,
    title,
    summary,
    glimpse: `data:${picture.type};base64,${picture.content}`,
    fileFor: (wanted) =>
      new File([JSON.stringify({ ...file, document: { ...file.document, title: wanted } })], `${name}.json`),
  }
}
