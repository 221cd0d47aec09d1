using System.Reflection;
using System.Runtime.InteropServices;

namespace ClinicOps.Documents.Reading.Native;

/// <summary>Finds Debian's libraries: leptonica's file was renamed between releases, and both parts must use the same one.</summary>
internal static class NativeLibraries
{
    public const string Leptonica = "leptonica";
    public const string Tesseract = "tesseract";

    private static readonly Dictionary<string, string[]> Files = new()
    {
        [Leptonica] = ["liblept.so.5", "libleptonica.so.6"],
        [Tesseract] = ["libtesseract.so.5"],
    };

    private static readonly Lock Once = new();
    private static bool resolving;

    /// <summary>Called before the first import is used.</summary>
    public static void Resolve()
    {
        lock (Once)
        {
            if (!resolving)
            {
                NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Find);
                resolving = true;
            }
        }
    }

    private static nint Find(string name, Assembly assembly, DllImportSearchPath? path)
    {
        foreach (var file in Files.GetValueOrDefault(name, []))
        {
            if (NativeLibrary.TryLoad(file, out var handle))
            {
                return handle;
            }
        }

        return 0;
    }
}
