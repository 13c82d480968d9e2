import js from '@eslint/js'
import { defineConfigWithVueTs, vueTsConfigs } from '@vue/eslint-config-typescript'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import accessibility from 'eslint-plugin-vuejs-accessibility'

export default defineConfigWithVueTs(
  { ignores: ['dist', 'node_modules', 'test-results', 'playwright-report', 'src/**/*.d.ts'] },
  js.configs.recommended,
  vue.configs['flat/recommended'],
  vueTsConfigs.recommendedTypeChecked,
  accessibility.configs['flat/recommended'],
  prettier,
  {
    files: ['src/**/*.{ts,vue}'],
    rules: {
      // src/api is the portal's one way to the server.
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Call the generated client in src/api.' },
        { name: 'XMLHttpRequest', message: 'Call the generated client in src/api.' },
      ],
      'no-console': 'error',
    },
  },
  { files: ['src/api/*.ts'], rules: { 'no-restricted-globals': 'off' } },
  {
    files: ['**/*.vue'],
    rules: {
      // Every word a person reads comes from src/locales.
      'vue/no-bare-strings-in-template': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vuejs-accessibility/heading-has-content': [
        'error',
        { accessibleChildren: ['HighlightedText'] },
      ],
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
    },
  },
  {
    files: ['scripts/*.mjs'],
    extends: [vueTsConfigs.disableTypeChecked],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
  { files: ['*.js'], extends: [vueTsConfigs.disableTypeChecked] },
)
