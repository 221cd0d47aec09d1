using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ClinicOps.Documents.Reading.Native;

/// <summary>The few system calls that .NET has no name for.</summary>
internal static partial class SystemCalls
{
    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "getppid")]
    public static partial int ParentId();

    /// <summary>Ends the process at once, whatever its other threads do.</summary>
    [LibraryImport(Library, EntryPoint = "_exit")]
    public static partial void Exit(int code);

    /// <summary>A file that lies in memory only. With flags 0 programs that are started inherit it under the same number.</summary>
    [LibraryImport(Library, EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial SafeFileHandle CreateMemoryFile(string name, uint flags);

    /// <summary>With flags 0 for reading: folders too, which .NET does not open.</summary>
    [LibraryImport(Library, EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial SafeFileHandle Open(string path, int flags);

    /// <summary>Makes what was written, or the names in a folder, last through a power cut.</summary>
    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    public static partial int Flush(SafeFileHandle file);
}
