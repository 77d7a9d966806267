import { ref } from 'vue'

/** Whether a story was left with edits that are neither sent nor kept in this browser: they go with the tab. */
export const onlyInThisTab = ref(false)
