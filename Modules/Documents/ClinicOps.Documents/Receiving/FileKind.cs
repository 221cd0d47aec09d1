namespace ClinicOps.Documents.Receiving;

/// <summary>What a file is, by its first bytes and, where those say nothing, by what it was called.</summary>
internal static class FileKind
{
    private static readonly string[] Endings = [".tif", ".tiff", ".pdf", ".jpg", ".jpeg", ".png"];

    /// <summary>TIFF, PDF, JPEG or PNG.</summary>
    public static bool IsDocument(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8)
        || bytes[..Math.Min(bytes.Length, 1024)].IndexOf("%PDF-"u8) >= 0
        || bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]);

    /// <summary>Somebody called it one: then it is received, and what is wrong with it is said plainly.</summary>
    public static bool IsCalledDocument(string name) => Endings.Contains(Path.GetExtension(name).ToLowerInvariant());
}
