using ClinicOps.Intake.Contracts;

namespace ClinicOps.Intake.Data;

/// <summary>
/// A name of a patient with its stored keys, made by <see cref="NameKeys"/> alone. A changed name is a new row: the keys always
/// belong to the letters beside them.
/// </summary>
internal sealed class PatientName
{
    public Guid Id { get; init; }

    public Guid PatientId { get; init; }

    /// <summary>One of <see cref="NameKinds"/>.</summary>
    public string Kind { get; set; } = "";

    public string First { get; init; } = "";

    public string Middle { get; init; } = "";

    /// <summary>Without the suffix.</summary>
    public string Last { get; init; } = "";

    /// <summary>"jr", "sr", "ii", "iii", "iv", "v", or empty.</summary>
    public string Suffix { get; init; } = "";

    public string FirstKey { get; init; } = "";

    public string LastKey { get; init; } = "";

    /// <summary>The key and, for "Mary Ann", that of its first part.</summary>
    public List<string> FirstKeys { get; init; } = [];

    /// <summary>Every "first|last" this name answers to.</summary>
    public List<string> KeyPairs { get; init; } = [];

    /// <summary>The sound of the whole last name and of each part.</summary>
    public List<string> LastSounds { get; init; } = [];

    /// <summary>The sound of each and, after "=", the whole last key, each with the first letter of the first name: whom a like name picks.</summary>
    public List<string> Starts { get; init; } = [];

    /// <summary>The sound of every word of the name: for searching.</summary>
    public List<string> WordSounds { get; init; } = [];

    /// <summary>Every word as a key, a space before and after each: for searching by beginnings and likeness.</summary>
    public string SearchText { get; init; } = "";

    public DateTimeOffset RecordedAt { get; init; }

    /// <param name="last">May end in a suffix, which is taken out of it.</param>
    /// <param name="suffix">Wins over one found in the last name.</param>
    public static PatientName Of(string kind, string first, string? middle, string last, string? suffix, DateTimeOffset recordedAt)
    {
        var (family, found) = NameKeys.SplitSuffix(last);
        var own = NameKeys.Suffix(suffix) is { Length: > 0 } said ? said : found;
        var firsts = NameKeys.FirstKeys(first);
        var lasts = NameKeys.LastKeys(family);
        string[] lastWords = [.. NameKeys.Parts(family).Prepend(NameKeys.Key(family)).Where(key => key.Length > 0).Distinct()];
        string[] sounds = [.. lastWords.Select(NameKeys.Sound).Distinct()];
        var initial = NameKeys.Key(first) is { Length: > 0 } key ? key[..1] : "";
        string[] words =
        [
            .. NameKeys.Parts(first).Concat(NameKeys.Parts(middle)).Append(NameKeys.Key(first)).Concat(lastWords).Append(own).Where(key => key.Length > 0).Distinct(),
        ];
        return new PatientName
        {
            Id = Guid.CreateVersion7(),
            Kind = kind,
            First = first.Trim(),
            Middle = middle?.Trim() ?? "",
            Last = family,
            Suffix = own,
            FirstKey = NameKeys.Key(first),
            LastKey = NameKeys.Key(family),
            FirstKeys = [.. firsts],
            KeyPairs = [.. from f in firsts from l in lasts select Pair(f, l)],
            LastSounds = [.. sounds],
            Starts = [.. sounds.Append('=' + NameKeys.Key(family)).Select(start => WithInitial(start, initial))],
            WordSounds = [.. words.Select(NameKeys.Sound).Distinct()],
            SearchText = $" {string.Join(' ', words)} ",
            RecordedAt = recordedAt,
        };
    }

    public static string Pair(string firstKey, string lastKey) => $"{firstKey}|{lastKey}";

    public static string WithInitial(string start, string initial) => $"{start}|{initial}";

    /// <summary>"Jr", "III".</summary>
    public string ShownSuffix => Suffix switch { "" => "", "jr" => "Jr", "sr" => "Sr", _ => Suffix.ToUpperInvariant() };

    public string Full => string.Join(' ', new[] { First, Middle, Last, ShownSuffix }.Where(part => part.Length > 0));
}

/// <summary>A key of a last name that somebody has or had. A trigger of the names adds to it, nothing takes from it: far fewer rows to ask for likeness than people.</summary>
internal sealed class LastName
{
    public required string Key { get; init; }
}

internal static class NameKinds
{
    public const string Current = "current";
    public const string Former = "former";
    public const string Preferred = "preferred";
}
