using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Tests.Sorting.Training;

/// <summary>
/// One kind of paper as one office words it: what papers are drawn from. Kept as text (Sorting/Papers/TYPE.txt): "== name" begins a kind,
/// "# a|b" is a heading, "@ a|b" what the letterhead names, "~" the patient's block, "--" a further page, "?" a line that may be left out,
/// "%" one that stands anywhere in its paragraph, "* " one that comes several times; {a|b} is one of both, &lt;slot&gt; a value.
/// </summary>
/// <param name="Name">"lab_result/07", say.</param>
internal sealed record PaperKind(DocumentType Type, string Name, IReadOnlyList<string> Lines)
{
    public static IReadOnlyList<PaperKind> In(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal).SelectMany(Read)];

    private static IEnumerable<PaperKind> Read(string path)
    {
        var code = Path.GetFileNameWithoutExtension(path);
        var type = DocumentTypes.FromCode(code) ?? throw new InvalidDataException($"There is no type {code}.");
        var kind = new List<string>();
        var name = "";
        foreach (var line in File.ReadLines(path).Select(l => l.TrimEnd()))
        {
            if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                if (kind.Count > 0)
                {
                    yield return new(type, $"{code}/{name}", kind);
                }

                (name, kind) = (line[3..], []);
            }
            else if (line.Length > 0)
            {
                kind.Add(line);
            }
        }

        yield return new(type, $"{code}/{name}", kind);
    }
}
