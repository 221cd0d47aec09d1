using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Patients;

/// <summary>Ways in which patients are reached. Recorded: never rename one.</summary>
internal static class ContactChannels
{
    public const string Phone = "phone";
    public const string Email = "e-mail";
    public const string Text = "text";
    public const string Post = "post";

    /// <summary>As a form, a wish and a refusal say them.</summary>
    public static readonly IReadOnlyList<(string Code, string Words, string Not)> All =
        [(Phone, "Phone calls", "No phone calls."), (Email, "E-mail", "No e-mail."), (Text, "Text messages", "No text messages."), (Post, "Mail", "No mail by post.")];

    public static string Words(string code) => All.FirstOrDefault(known => known.Code == code).Words ?? "";
}

/// <summary>What may be left on a voicemail. Recorded: never rename one.</summary>
internal static class Voicemails
{
    /// <summary>The one that says least first.</summary>
    public static readonly IReadOnlyList<(string Code, string Words)> All =
        [("none", "No voicemail."), ("call-back", "Voicemail: the number to call back, and nothing else."), ("details", "Voicemail may say what it is about.")];

    /// <summary>For who calls somebody of whom nobody asked it.</summary>
    public const string NotSaid = "Voicemail: nobody has asked, so leave the number to call back, and nothing else.";

    public static string Words(string code) => All.FirstOrDefault(known => known.Code == code).Words ?? "";

    /// <summary>Of two that were said, the one that says less.</summary>
    public static string Stricter(string one, string other) => (one, other) switch
    {
        ("", _) => other,
        (_, "") => one,
        _ => All.First(known => known.Code == one || known.Code == other).Code,
    };
}

/// <summary>What kinds of numbers there are. Recorded: never rename one.</summary>
internal static class PhoneKinds
{
    public static readonly IReadOnlyList<(string Code, string Words)> All = [("mobile", "mobile"), ("home", "home"), ("work", "work"), ("other", "somebody else's")];

    /// <summary>The patient's own before one at work, somebody else's last; of which nothing is said, as they stand.</summary>
    private static readonly string[] ToCall = ["mobile", "home", "", "work", "other"];

    public static string Words(string code) => All.FirstOrDefault(known => known.Code == code).Words ?? "";

    /// <summary>What is smaller is called first.</summary>
    public static int Turn(string code) => Array.IndexOf(ToCall, code);
}

/// <summary>How a patient wants to be reached. Null is what nobody asked.</summary>
/// <param name="Preferred">One of <see cref="ContactChannels"/>; empty for none.</param>
/// <param name="Voicemail">One of <see cref="Voicemails"/>; empty where nobody asked.</param>
internal sealed record ContactSaid(bool? Phone, bool? Email, bool? Text, bool? Post, string Preferred, string Voicemail, string BestTime)
{
    public const int LongestText = 200;

    /// <summary>
    /// Whether words about health may go to the patient by e-mail. Where nobody asked, and where the patient said no, they do not. It stands by itself: who wants no reminders by e-mail may want a
    /// letter so.
    /// </summary>
    public bool? HealthByEmail { get; init; }

    public static readonly ContactSaid Nothing = new(null, null, null, null, "", "", "");

    public static ContactSaid Of(ContactPreference said) => new(said.Phone, said.Email, said.Text, said.Post, said.Preferred, said.Voicemail, said.BestTime) { HealthByEmail = said.HealthByEmail };

    public bool? Wants(string channel) => channel switch
    {
        ContactChannels.Phone => Phone,
        ContactChannels.Email => Email,
        ContactChannels.Text => Text,
        _ => Post,
    };

    public string? WhatIsWrong => this switch
    {
        { Preferred.Length: > 0 } when ContactChannels.All.All(known => known.Code != Preferred) => "Choose how the patient is best reached, or nothing.",
        { Preferred.Length: > 0 } when Wants(Preferred) == false => $"{ContactChannels.Words(Preferred)}: that cannot be both preferred and not wanted.",
        { Voicemail.Length: > 0 } when Voicemails.All.All(known => known.Code != Voicemail) => "Choose what may be left on a voicemail, or nothing.",
        { BestTime.Length: > LongestText } => "Say the best time in fewer words.",
        _ => null,
    };

    /// <summary>Each part with its name in the history, and as it is written there.</summary>
    public IReadOnlyList<(string Field, string Text)> Fields =>
    [
        .. ContactChannels.All.Select(channel => ($"contact: {channel.Words.ToLowerInvariant()}", Wants(channel.Code) switch { true => "wanted", false => "not wanted", null => "" })),
        ("contact: words about health by e-mail", HealthByEmail switch { true => "wanted", false => "not wanted", null => "" }),
        ("contact: preferred", ContactChannels.Words(Preferred)),
        ("contact: voicemail", Voicemails.Words(Voicemail)),
        ("contact: best time to call", BestTime),
    ];

    /// <summary>Of two records of one person: a "no" of either counts, and of voicemails the one that says less; <paramref name="later"/> was said last.</summary>
    public ContactSaid And(ContactSaid later)
    {
        var both = new ContactSaid(
            Both(Phone, later.Phone), Both(Email, later.Email), Both(Text, later.Text), Both(Post, later.Post),
            later.Preferred.Length > 0 ? later.Preferred : Preferred, Voicemails.Stricter(Voicemail, later.Voicemail), later.BestTime.Length > 0 ? later.BestTime : BestTime)
        {
            HealthByEmail = Both(HealthByEmail, later.HealthByEmail),
        };
        return both.Preferred.Length > 0 && both.Wants(both.Preferred) == false ? both with { Preferred = "" } : both;
    }

    /// <summary>For who calls or writes: what must not be done first.</summary>
    public IEnumerable<string> InWords =>
    [
        .. ContactChannels.All.Where(channel => Wants(channel.Code) == false).Select(channel => channel.Not),
        .. HealthByEmail switch { true => ["Words about health may be e-mailed."], false => ["No words about health by e-mail."], null => Array.Empty<string>() },
        .. Preferred.Length > 0 ? [$"Best reached by {ContactChannels.Words(Preferred).ToLowerInvariant()}."] : Array.Empty<string>(),
        .. Voicemail.Length > 0 ? [Voicemails.Words(Voicemail)] : Phone != false ? [Voicemails.NotSaid] : Array.Empty<string>(),
        .. BestTime.Length > 0 ? [$"Best time to call: {BestTime}."] : Array.Empty<string>(),
    ];

    private static bool? Both(bool? one, bool? other) => one == false || other == false ? false : one ?? other;
}

/// <summary>What is said of one of a patient's numbers.</summary>
/// <param name="Kind">One of <see cref="PhoneKinds"/>; empty where nobody said it.</param>
internal sealed record PhoneSaid(Guid Id, string Kind, string Note)
{
    /// <summary>Which number is called first, and which then; of whom no calls are wanted, which number is which.</summary>
    public static string ToCall(IReadOnlyList<PatientPhone> numbers, bool noCalls)
    {
        var inTurn = numbers.OrderBy(phone => PhoneKinds.Turn(phone.Kind)).Select(InWords).ToList();
        return noCalls ? $"Numbers: {string.Join("; ", inTurn)}." : $"Call {string.Join(", else ", inTurn)}.";
    }

    public static string InWords(PatientPhone phone) =>
        string.Join(", ", new[] { PhoneKinds.Words(phone.Kind), phone.Note }.Where(part => part.Length > 0)) is { Length: > 0 } said ? $"{phone.Written} ({said})" : phone.Written;
}
