using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Matching;

/// <summary>
/// Somebody else who is named where nothing says in which role, whether or not the register knows them: another of the patient's last name ("Steven Powell and Naucy Powell"), or a
/// name with another birth date in parentheses ("Adam Williams (Augus t 22, 1992)"). Whose paper it is cannot be told then, whatever was read or misread of the label beside them.
/// </summary>
internal static partial class OthersOfFamily
{
    private static readonly HashSet<string> Titles = ["mr", "mrs", "ms", "miss", "mx", "dr", "drs", "doctor", "master", "family", "estate", "baby", "client", "enrollee", "employee"];

    private static readonly HashSet<string> Streets =
        ["st", "street", "ave", "avenue", "rd", "road", "dr", "drive", "ln", "lane", "blvd", "boulevard", "ct", "court", "way", "ter", "terrace", "pl", "place", "hwy", "highway", "pkwy", "parkway", "sq", "square"];

    public static bool AreNamed(IReadOnlyList<IReadOnlyList<PageRow>> pages, EvidenceReader reader, DateOnly today)
    {
        var own = reader.Names.SelectMany(name => $"{name.Name.Text} {name.Name.Nickname}".Split([' ', ',', '-', '(', ')', '"', '/'], StringSplitOptions.RemoveEmptyEntries)).Select(NameKeys.Key).Where(key => key.Length > 1)
            .Concat(reader.Names.Select(name => NameKeys.Key(name.Name.First))).ToHashSet();
        var lasts = reader.Names.SelectMany(name => NameKeys.LastKeys(name.Name.Last)).Where(key => key.Length > 1).ToHashSet();
        return lasts.Count > 0 && pages.SelectMany(rows => rows).Any(row => NamesAnother(row, own, lasts, reader.RoleWords) || HasDateOfAnother(row, reader, lasts, today) || HasBirthDateOfAnother(row, reader, today));
    }

    private static bool NamesAnother(PageRow row, HashSet<string> own, HashSet<string> lasts, HashSet<RowWord> roleWords)
    {
        var words = row.Words.Select(Plain).ToList();
        for (var last = 0; last < words.Count; last++)
        {
            if (!IsCapital(words[last]) || !lasts.Any(known => IsLast(words[last], known)) || (last + 1 < words.Count && words[last + 1].Cell == words[last].Cell && (Streets.Contains(words[last + 1].Key) || NameWords.MarksOrganization(words[last + 1].Key))))
            {
                continue;
            }

            // "... services for your child, Bobby Smith", "Smith, Bobby (child)": called as the member is, and somebody else. "Mr. Smith came with his wife" names nobody.
            if (IsCalledKin(row, words, last) && !NameMentions.IsOfRole(row, Math.Max(0, last - 1), Math.Min(words.Count - 1, last + 1), roleWords))
            {
                return true;
            }

            // "Ellen Schmidt", "Ellen R. Schmidt"; "Schmidt, Ellen".
            var before = last - (last > 1 && words[last - 1].Key.Length == 1 ? 2 : 1);
            if (before >= 0 && words[before].Cell == words[last].Cell && !EndsPart(words[before]) && IsOther(words[before], own)
                && !(before > 0 && ((IsOwn(words[before - 1].Key, own) && !lasts.Contains(words[before - 1].Key)) || words[before - 1].Text.All(char.IsDigit)))
                && !NameMentions.IsOfRole(row, before, last, roleWords))
            {
                return true;
            }

            if (last + 1 < words.Count && EndsLast(words[last]) && BeginsName(words, last, own) && words[last + 1].Cell - words[last].Cell <= 1 && IsOther(words[last + 1], own) && !NameMentions.IsOfRole(row, last, last + 1, roleWords))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCalledKin(PageRow row, List<RowWord> words, int last) =>
        words.Skip(Math.Max(0, last - 3)).Take(Math.Min(3, last)).Any(word => word.Cell == words[last].Cell && !word.Text.EndsWith('.') && IsOfKin(word))
        || Enumerable.Range(last + 1, Math.Min(3, words.Count - last - 1)).Any(at => words[at].Cell == words[last].Cell && row.Words[at].Text.StartsWith('(') && IsOfKin(words[at]));

    /// <summary>Before the comma of "Rossi, Marco" stands nothing of a name: not as in "Elena Rossi, right knee", or "I saw Ms. Rossi. She is". Before a point that was a comma stands nothing at all.</summary>
    private static bool BeginsName(List<RowWord> words, int last, HashSet<string> own) =>
        last == 0 || words[last - 1].Cell != words[last].Cell
        || (!words[last].Text.EndsWith('.') && (EndsPart(words[last - 1]) || !(IsOwn(words[last - 1].Key, own) || Titles.Contains(words[last - 1].Key))));

    /// <summary>Behind a name, in parentheses, a day that is long past and none of the patient's birth.</summary>
    private static bool HasDateOfAnother(PageRow row, EvidenceReader reader, HashSet<string> lasts, DateOnly today)
    {
        foreach (Match behind in InParentheses().Matches(row.Text))
        {
            var at = row.WordAt(Math.Max(0, behind.Index - 2));
            if (at == 0 || behind.Groups["said"].Value.Count(char.IsAsciiDigit) < 2 || Procedure().IsMatch(row.Words[at].Key) || row.Words[at].Cell != row.Words[at - 1].Cell || !IsName(Plain(row.Words[at])) || !(IsName(Plain(row.Words[at - 1])) || (char.IsUpper(row.Words[at - 1].Text[0]) && row.Words[at - 1].Key.Length == 1)))
            {
                continue;
            }

            var said = BlankInDate().Replace(behind.Groups["said"].Value, "");
            if (WrittenDates.Read(said, today) is { } date
                ? date.Date < today.AddYears(-1) && !reader.BirthDates.Exists(born => born.Date == date.Date || born.OtherReadings.Contains(date.Date) || date.OtherReadings.Contains(born.Date))
                : lasts.Any(known => IsLast(row.Words[at], known) || IsLast(row.Words[at - 1], known)) && Year().Match(said) is { Success: true } year && int.Parse(year.Value, CultureInfo.InvariantCulture) < today.Year - 1)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"Bir th Date   08/31/42": no label that is known, and a birth date all the same.</summary>
    private static bool HasBirthDateOfAnother(PageRow row, EvidenceReader reader, DateOnly today) =>
        EndOfBirthLabel(row) is { } end
        && !PatientLabels.In(row).Any(label => label.Kind == LabelKind.BirthDate || label.Role.Length > 0)
        && Enumerable.Range(end, row.Words.Count - end).Select(from => WrittenDates.Read(string.Join(' ', row.Words.Skip(from).Take(3).Select(word => word.Text)), today)).OfType<WrittenDate>()
            .Any(date => date.Date < today.AddDays(-60) && !reader.BirthDates.Exists(born => born.Date == date.Date || born.OtherReadings.Contains(date.Date) || date.OtherReadings.Contains(born.Date)));

    /// <summary>The word behind "birth date", "date of birth" or "DOB", however they were broken; null where they do not stand there. "gave birth" is no label.</summary>
    private static int? EndOfBirthLabel(PageRow row)
    {
        for (var from = 0; from < row.Words.Count; from++)
        {
            var said = "";
            for (var end = from; end < Math.Min(row.Words.Count, from + 5) && said.Length <= 12; end++)
            {
                said += row.Words[end].Key;
                if (said is "dob" or "birthdt" || Phrases.Alike(said, "birthdate") || Phrases.Alike(said, "dateofbirth"))
                {
                    return end + 1;
                }
            }
        }

        return null;
    }

    private static bool IsLast(RowWord word, string known) =>
        NameKeys.LastKeys(word.Text.Trim(',', '.', ';', '(', ')')).Any(key => key == known || (known.Length >= 5 && Phrases.Distance(key, known, 1) <= 1));

    private static bool IsOther(RowWord word, HashSet<string> own) => IsName(word) && !IsOwn(word.Key, own);

    /// <summary>Any of the words of the patient's name as it stands in the patient's place, despite a reading slip, an initial of the first name, or a nickname. "Gregory Trujillo" on a paper of James G Trujillo is his father.</summary>
    private static bool IsOwn(string read, HashSet<string> own) =>
        own.Any(mine => mine == read || (mine.Length == 1 && read.Length > 0 && read[0] == mine[0])
            || (Math.Min(mine.Length, read.Length) >= 3 && Phrases.Distance(mine, read, 2) <= (mine.Length >= 7 ? 2 : 1)) || Nicknames.SameAs(mine).Contains(read));

    private static bool IsName(RowWord word) =>
        IsCapital(word) && word.Key.Length >= 3 && NameWords.CanBe(word) && !Titles.Contains(word.Key) && !PatientLabels.IsWordOfLabels(word.Key) && !NameWords.MarksOrganization(word.Key)
        && NameKeys.Suffix(word.Text).Length == 0 && !WrittenNames.IsCredential(word.Text) && !WrittenNames.IsParticle(word.Key);

    /// <summary>"(chjld)", "depcndent".</summary>
    private static bool IsOfKin(RowWord word) =>
        !word.EndsLabel && (word.Key is "son" or "wife" || Phrases.Alike(word.Key, "child") || Phrases.Alike(word.Key, "daughter") || Phrases.Alike(word.Key, "spouse") || Phrases.Alike(word.Key, "husband")
            || (word.Key.StartsWith('d') && word.Key is not ("depending" or "dependence" or "dependency") && Phrases.Distance(word.Key, "dependent", 2) <= 2));

    /// <summary>"&amp;Tyler" and "5ophia" are words of a name.</summary>
    private static RowWord Plain(RowWord word) => EvidenceReader.Letters(word) is var read && read.Text.TrimStart('&', '+', '/', '(', '"') is { Length: > 0 } text && text.Length < read.Text.Length ? read with { Text = text } : read;

    private static bool IsCapital(RowWord word) => word.Text.FirstOrDefault(char.IsLetter) is var first && char.IsUpper(first);

    private static bool EndsPart(RowWord word) => word.Text[^1] is ',' or ';' or ':' || (word.Text[^1] == '.' && word.Key.Length > 3);

    private static bool EndsLast(RowWord word) => word.Text.EndsWith(',') || (word.Text.EndsWith('.') && word.Key.Length > 3);

    /// <summary>"Laparoscopic Appendectomy (06/12/1998)" is nobody.</summary>
    [GeneratedRegex("(scopy|tomy|plasty|graphy|gram|biopsy|vaccine|vaccination|immunization|surgery|repair|scan|exam|visit|injection|screening|dose|booster|test|panel|stent|graft|bypass|transplant|delivery|section|fracture|replacement|removal)s?$")]
    private static partial Regex Procedure();

    [GeneratedRegex(@"\((?<said>[^()]*)(\)|$)")]
    private static partial Regex InParentheses();

    [GeneratedRegex(@"(?<=[0-9/.-])\s+(?=[0-9/.-])")]
    private static partial Regex BlankInDate();

    [GeneratedRegex(@"(?<![0-9])(19|20)[0-9]{2}(?![0-9])")]
    private static partial Regex Year();
}
