import { Fragment, type ReactNode } from "react";

/** `Ada, Bob and Max`: each name apart from its neighbours, as it may be written from right to left. */
export function Names({ names }: { readonly names: readonly string[] }): ReactNode {
  return names.map((name, index) => {
    const join = index === 0 ? "" : index === names.length - 1 ? " and " : ", ";
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: names may be the same, and have no other key
      <Fragment key={index}>
        {join}
        <bdi>{name}</bdi>
      </Fragment>
    );
  });
}
