using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Referrals;

/// <summary>Whether a consult note may answer a referral, or an authorization be meant for a visit.</summary>
internal enum Fit
{
    /// <summary>Something speaks against it: another specialty and sender, or another payer, provider or site; or it is of before.</summary>
    No,

    /// <summary>Nothing speaks against it, and not enough for it: a person says so.</summary>
    Perhaps,

    /// <summary>Who was asked has answered, or the specialty that alone was asked for; it is with whom and of what was authorized. Nothing speaks against it.</summary>
    Sure,
}

/// <summary>Compares who saw the patient with who was asked to. Pure.</summary>
internal static class NoteFit
{
    private static readonly HashSet<string> Titles =
    [
        "dr", "doctor", "md", "do", "np", "pa", "pac", "phd", "dpm", "dds", "dmd", "od", "pt", "dpt", "ot", "rn", "aprn", "fnp", "cnp", "crnp", "facs", "facc", "faad", "facp", "mph", "ms", "psyd", "lcsw", "mr", "mrs", "prof",
    ];

    /// <summary>A note so many days before what was sent may be its answer: what is written down as sent today may have gone out last week.</summary>
    private const int SentEarlierDays = 14;

    /// <summary>Words that many practices share: two alike in these alone are not one.</summary>
    private static readonly HashSet<string> OfMany =
    [
        "medical", "medicine", "center", "centre", "clinic", "clinics", "health", "healthcare", "care", "hospital", "group", "associates", "physicians", "family", "practice", "office", "specialists", "services", "department",
        "the", "of", "and", "for", "at", "in", "pc", "llc", "llp", "inc", "pllc", "pa", "md", "system", "institute", "partners", "community", "regional", "general", "primary",
    ];

    /// <param name="sentOn">The day on which the referral went out, on its location's calendar.</param>
    /// <param name="appointmentOn">The day on which they see the patient, as they said; null where they did not.</param>
    public static Fit Of(ReferralRequest asked, DateOnly? sentOn, DateOnly? appointmentOn, ConsultNote note)
    {
        if (note.SeenOn < sentOn?.AddDays(-SentEarlierDays))
        {
            return Fit.No;
        }

        var specialty = Specialties.NamedIn(asked.Specialty) ?? Specialties.NamedIn(asked.Practice);
        var isOther = specialty is not null && note.Specialty is not null && specialty != note.Specialty;
        var differs = asked.Provider.Length > 0 && note.Provider is { Length: > 0 } by && !MayBeSamePerson(asked.Provider, by);
        var isSender = IsSamePerson(asked.Provider, note.Provider ?? "") || IsSamePractice(asked.Practice, note.Practice ?? "");
        if (isOther)
        {
            return isSender ? Fit.Perhaps : Fit.No;
        }

        var isOfSpecialtyAlone = asked is { Provider.Length: 0, Practice.Length: 0 } && specialty is not null && specialty == note.Specialty;
        var isInTime = note.SeenOn is { } seen && !(seen < sentOn) && !(seen < appointmentOn);
        return isInTime && !differs && (isSender || isOfSpecialtyAlone) ? Fit.Sure : Fit.Perhaps;
    }

    /// <summary>At least a last name and a first name or its initial are the same in both, and nothing of the shorter name is missing in the longer.</summary>
    public static bool IsSamePerson(string name, string other) => SharedWords(name, other) >= 2;

    /// <summary>The same for all that is said: "Dr. Keller" may be Martha Keller.</summary>
    public static bool MayBeSamePerson(string name, string other) => SharedWords(name, other) >= 1;

    /// <summary>The same words, or all of the shorter, two or more and not only such as many have, in the longer: "Harbor Clinic" in "Harbor Clinic - Neurology".</summary>
    public static bool IsSamePractice(string name, string other)
    {
        var (a, b) = (NameKeys.Parts(name).ToHashSet(), NameKeys.Parts(other).ToHashSet());
        var few = a.Count <= b.Count ? a : b;
        return few.Count > 0 && few.Any(word => !OfMany.Contains(word) && Specialties.NamedIn(word) is null)
            ? a.SetEquals(b) || (few.Count >= 2 && few.IsSubsetOf(a.Count <= b.Count ? b : a))
            : few.Count >= 2 && a.SetEquals(b);
    }

    /// <summary>0 where a word of the shorter name is in no way in the longer.</summary>
    private static int SharedWords(string name, string other)
    {
        var (few, many) = (Words(name), Words(other));
        (few, many) = few.Count <= many.Count ? (few, many) : (many, few);
        return few.Exists(word => word.Length > 1) && few.TrueForAll(word => many.Exists(one => one == word || (Math.Min(one.Length, word.Length) == 1 && one[0] == word[0]))) ? few.Count : 0;
    }

    private static List<string> Words(string name) => [.. NameKeys.Parts(name.Replace(',', ' ').Replace('.', ' ')).Where(word => !Titles.Contains(word))];
}
