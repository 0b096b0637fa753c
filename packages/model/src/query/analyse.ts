import { words } from '../tokens.ts'

/** The words of a text as OpenSearch's standard analyser makes them: in order, each as often as it is there. */
export function analyse(text: string): readonly string[] {
  return words(text.toWellFormed())
}
