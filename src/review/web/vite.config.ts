import { defineConfig } from "vite";

// Everything is served by cytrial itself under a policy without inline scripts, so nothing may be inlined.
export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: { target: "es2021", assetsInlineLimit: 0, modulePreload: { polyfill: false }, sourcemap: false },
});
