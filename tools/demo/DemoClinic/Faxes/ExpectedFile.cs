using DemoClinic.Register;

namespace DemoClinic.Faxes;

/// <summary>What the check compares with: by file, the documents that must come out of it.</summary>
internal static class ExpectedFile
{
    public static void Write(IReadOnlyList<Fax> faxes, string path) => JsonText.Write(path, new
    {
        files = faxes.Select(fax => new { file = fax.FileName, location = fax.Location.Name, coverPages = fax.CoverPages, documents = fax.Documents }),
    });
}
