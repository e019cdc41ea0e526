/** What Duygu's kernel is called: in notebooks' files, and on screen. */

/** The name of the kernel's folder, and in the notebooks' metadata. */
export const kernelName = "duygu";

/** The name in JupyterLab's launcher. */
export const kernelTitle = "Duygu (Deno)";

/** The variable in which the kernel says where its notebook lies; see start_kernel.ts. */
export const notebookFolderVariable = "DUYGU_NOTEBOOK_FOLDER";
