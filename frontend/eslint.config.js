import js from '@eslint/js'
import accessibility from 'eslint-plugin-vuejs-accessibility'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** Rooms and what each may not reach: the reader never imports the editor, the story model imports nobody. */
const doors = {
  story: { rooms: ['api', 'editor', 'reader', 'ui'], packages: ['vue', 'vue-*', '@vue/*', '@vue-flow/*', 'pinia'] },
  reader: { rooms: ['api', 'editor', 'ui'], packages: ['vue', 'vue-*', '@vue/*', '@vue-flow/*', 'pinia', 'reka-ui'] },
  api: { rooms: ['editor', 'reader', 'ui'], packages: [] },
  edge: { rooms: ['api', 'editor', 'reader', 'story', 'ui'], packages: ['vue', 'vue-*', '@vue/*'] },
  ui: { rooms: ['api', 'editor', 'reader'], packages: [] },
}

/** @type {import('eslint').Linter.Config[]} */
const doorRules = Object.entries(doors).map(([room, closed]) => ({
  files: [`src/${room}/**/*.{ts,vue}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          { regex: `^(\\.\\./)+(src/)?(${closed.rooms.join('|')})(/|$)`, message: `${room} does not import this room` },
          ...(closed.packages.length > 0 ? [{ group: closed.packages, message: `${room} works without it` }] : []),
        ],
      },
    ],
  },
}))

const markup = 'text reaches a page as text nodes, or as HTML that the server has cleaned'

export default defineConfig(
  { ignores: ['dist/**', 'src/api/schema.d.ts'] },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  vue.configs['flat/recommended'],
  accessibility.configs['flat/recommended'],
  {
    languageOptions: {
      ecmaVersion: 2023,
      globals: { ...globals.browser, ...globals.node },
      parserOptions: {
        parser: tseslint.parser,
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({ property, message: markup })),
      ],
      // The compiler sees undefined names itself, types included.
      'no-undef': 'off',
      // A union such as `AssetId | ''` tells the reader something, even where the compiler folds it.
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      'vue/no-v-html': 'error',
      // Vue writes large static blocks as markup, where the content security policy drops style attributes.
      'vue/no-static-inline-styles': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-props-declaration': 'error',
      'vue/define-emits-declaration': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
      // Prettier lays templates out.
      ...Object.fromEntries(
        [
          'html-closing-bracket-newline',
          'html-indent',
          'html-self-closing',
          'max-attributes-per-line',
          'multiline-html-element-content-newline',
          'singleline-html-element-content-newline',
          'first-attribute-linebreak',
        ].map((name) => [`vue/${name}`, 'off']),
      ),
      // A label that wraps its control or names it by `for` is enough; asking for both says everything twice.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
    },
  },
  ...doorRules,
  {
    // Base controls get their label from the field around them.
    files: ['src/ui/components/**/*.vue'],
    rules: { 'vuejs-accessibility/form-control-has-label': 'off' },
  },
  { files: ['*.js', 'build/**', '*.config.ts'], languageOptions: { globals: globals.node } },
)
