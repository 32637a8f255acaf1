declare module "../domain/check.ts" {
  interface CheckPorts {
    readonly installed: InstalledPackages;
  }
}

/** What the bot itself is made of. @throws ConflictError when nobody noted that at installation */
export type InstalledPackages = () => Promise<readonly { readonly name: string; readonly version: string }[]>;
