import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Density, Theme } from '../stores/theme'

/** The themes there are, with their names. */
export function useThemeChoices(): ComputedRef<{ value: Theme; label: string }[]> {
  const { t } = useI18n()
  return computed(() => [
    { value: 'system', label: t('account.theme.system') },
    { value: 'light', label: t('account.theme.light') },
    { value: 'dark', label: t('account.theme.dark') },
  ])
}

/** The densities there are, with their names. */
export function useDensityChoices(): ComputedRef<{ value: Density; label: string }[]> {
  const { t } = useI18n()
  return computed(() => [
    { value: 'roomy', label: t('account.density.roomy') },
    { value: 'compact', label: t('account.density.compact') },
  ])
}
