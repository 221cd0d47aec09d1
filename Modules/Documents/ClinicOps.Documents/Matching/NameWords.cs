using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Matching;

/// <summary>Which read words can be part of a person's name, and how many of a run belong to it.</summary>
internal static class NameWords
{
    /// <summary>Words of forms and letterheads that are no part of a name, so that a heading is not taken for a person.</summary>
    private static readonly HashSet<string> NotNames = [.. """
        account acct address admission age allergies and appointment attached attn authorization auth benefits billing birth
        care case center chart city claim clinic clinical code collected consult consultation contact copy county coverage cpt date
        decision department diagnosis discharge doctor documents dob dos effective email emergency employer encounter enrollee exam
        facility family fax female final financial first follow for form from full gender group guarantor guardian health history
        home hospital icd id identification identifier imaging information initial insurance insured lab laboratory language last
        legal letter location male marital medical medicare medicaid medication member middle mobile mrn na name new no none note
        notes npi number of office on or order orders page pages patient patients pcp pharmacy phone physician plan please policy
        practice prescriber prescription primary procedure provider radiology reason received records ref referral referring regarding
        relationship report request requested response result results routine same secondary see self service services sex signature
        specialist ssn state stat status street subject subscriber summary test the this time to type unknown unit urgent visit
        work year years yes your zip not applicable with you we dear sincerely authorized above below listed following specimen
        accession ordering attending rx spouse parent mother father mrs confidential member's patient's
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Words by which an organization is known: "Client: Two Rivers Specialty Care" names no person.</summary>
    private static readonly HashSet<string> OfOrganizations = [.. """
        agency associates associations care center centers centre clinic clinics department group health healthcare hospital hospitals
        imaging inc institute lab laboratories laboratory labs llc llp medical medicine network orthopedics partners pc pediatrics pharmacy
        physicians pllc practice radiology services surgery system systems therapy university wellness
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>What recognition makes of specks beside a word: "Thao S$ Nguyen", "Jose B_".</summary>
    public static readonly char[] Specks = ['$', '_', '|', '*', '~', '^', '°', '»', '·', '•', '='];

    /// <summary>Whether the word is one of forms and letterheads, and no name.</summary>
    public static bool IsOfForms(string key) => NotNames.Contains(key);

    /// <summary>Whether the word is one by which organizations are known.</summary>
    public static bool MarksOrganization(string key) => OfOrganizations.Contains(key);

    /// <summary>The words from the first on, up to the one after what could be a name, hold the mark of an organization.</summary>
    public static bool NameAnOrganization(IReadOnlyList<RowWord> words) =>
        words.Take(Run(words) + 1).Skip(1).Any(w => w.Cell == words[0].Cell && !w.EndsLabel && OfOrganizations.Contains(w.Key));

    /// <summary>"Emma Stone &amp; Emily Stone", "Stone, Emma / Emily": what follows is another's.</summary>
    private static bool JoinsTwo(RowWord word) => word.Sign is "&" or "+" or "/";

    public static bool CanBe(RowWord word)
    {
        var text = word.Text.Trim(',', '.', ';', '(', ')', '"', '“', '”', '\'').TrimEnd(Specks);
        var letters = text.Count(char.IsLetter);
        return letters > 0
            && !text.Any(char.IsDigit)
            && letters >= text.Length - 2
            && text.All(c => char.IsLetter(c) || c is '\'' or '’' or '‘' or '`' or '-' or '.' or ',')
            && !NotNames.Contains(word.Key);
    }

    /// <summary>
    /// How many of the words from the first on make one name: up to six words that can be, stopping at a professional's
    /// title, at a second comma, and at the edge of a cell unless the name is plainly unfinished ("Granger,").
    /// </summary>
    public static int Run(IReadOnlyList<RowWord> words)
    {
        var commas = 0;
        for (var i = 0; i < words.Count && i < 6; i++)
        {
            var text = words[i].Text;
            var unfinished = i == 1 || (i > 0 && words[i - 1].Text.EndsWith(',') && commas == 1);
            if (!CanBe(words[i])
                || (i > 0 && JoinsTwo(words[i - 1]))
                || (i > 0 && words[i].Cell != words[i - 1].Cell && !unfinished)
                || (i > 1 && WrittenNames.IsCredential(text))
                || (i > 0 && char.IsUpper(words[0].Text[0]) && char.IsLower(text[0]) && !WrittenNames.IsParticle(words[i].Key)))
            {
                return i;
            }

            if (text.EndsWith(';') || (text.EndsWith(',') && ++commas == 2))
            {
                return i + 1;
            }
        }

        return Math.Min(6, words.Count);
    }
}
