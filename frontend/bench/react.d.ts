/** As much of React as the bench calls; its own types are not installed. */
declare module 'react' {
  export function createElement(type: unknown, props: object | null, ...children: unknown[]): object
  export function memo<Props>(component: (props: Props) => object): (props: Props) => object
  export function useCallback<Callback>(callback: Callback, on: readonly unknown[]): Callback
  export function useState<State>(first: State): [State, (next: (now: State) => State) => void]
}

declare module 'react-dom/client' {
  export function createRoot(place: HTMLElement): { render(element: object): void }
}
