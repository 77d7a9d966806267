/** What may be uploaded as a picture, said before anything is sent. The server decides again by content. */
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/gif'] as const
export const LARGEST_PICTURE_BYTES = 20 * 1024 * 1024

export type FileObjection = 'type' | 'size' | 'empty'

/** Why this file cannot be a picture, or null. */
export function objectionTo(file: { readonly type: string; readonly size: number }): FileObjection | null {
  if (!(PICTURE_TYPES as readonly string[]).includes(file.type)) return 'type'
  if (file.size === 0) return 'empty'
  return file.size > LARGEST_PICTURE_BYTES ? 'size' : null
}

/** The files of a drop or a paste. */
export function filesOf(transfer: DataTransfer | null): File[] {
  return transfer ? [...transfer.files] : []
}

/** Whether a drag carries files: their contents are not readable until the drop. */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false
}
