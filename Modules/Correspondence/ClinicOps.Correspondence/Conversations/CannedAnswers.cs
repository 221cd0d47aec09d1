using System.Text.RegularExpressions;
using ClinicOps.Correspondence.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Correspondence.Conversations;

/// <summary>The clinic's canned answers: written under settings, offered where somebody is answered, in the reader's language where there is one.</summary>
internal sealed partial class CannedAnswers(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    public const int LongestWords = 4000;

    /// <summary>As many as number keys press.</summary>
    private const int MostOffered = 9;

    public static readonly IReadOnlyList<(string Field, string What)> Fields =
    [
        ("patient.first_name", "the patient's first name"), ("patient.full_name", "the patient's whole name"), ("clinic.name", "the clinic's name"), ("location.name", "the location's name"),
        ("location.phone", "the location's phone"), ("location.address", "the location's address"), ("user.name", "who answers"),
    ];

    public static readonly IReadOnlyList<(string Code, string Text)> Languages = [("en", "English"), ("es", "Spanish")];

    public async Task<IReadOnlyList<CannedAnswer>> All(CancellationToken stopping) =>
        await db.CannedAnswers.AsNoTracking().Where(answer => !answer.IsRemoved).OrderBy(answer => answer.Title).ThenBy(answer => answer.Language).ToListAsync(stopping);

    /// <summary>Those for such a conversation, one of each code: in the reader's language, else in English.</summary>
    public async Task<IReadOnlyList<CannedAnswer>> For(Conversation conversation, PatientSummary? patient, CancellationToken stopping)
    {
        var language = ReaderLanguage.IsSpanish(patient?.Language) ? "es" : "en";
        var all = await db.CannedAnswers.AsNoTracking().Where(answer => !answer.IsRemoved && (answer.ForKind == null || answer.ForKind == conversation.Kind)).ToListAsync(stopping);
        return
        [
            .. all.GroupBy(answer => answer.Code)
                .Select(same => same.OrderByDescending(answer => answer.Language == language).ThenByDescending(answer => answer.Language == "en").First())
                .OrderBy(answer => answer.Title, StringComparer.CurrentCultureIgnoreCase)
                .Take(MostOffered),
        ];
    }

    /// <summary>The words with their fields filled. One of which nobody knows the value is told by name: never a gap.</summary>
    public async Task<FilledAnswer> Fill(CannedAnswer answer, Conversation conversation, PatientSummary? patient, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var location = profile.Find(conversation.LocationId);
        var user = actor.UserId is { } id ? await organization.NameOfUser(id, stopping) : null;
        var values = new Dictionary<string, string?>
        {
            ["patient.first_name"] = patient?.FirstName,
            ["patient.full_name"] = patient?.FullName,
            ["clinic.name"] = profile.Name,
            ["location.name"] = location?.Name,
            ["location.phone"] = location?.Phone,
            ["location.address"] = location?.Address,
            ["user.name"] = user,
        };
        var missing = FieldsIn(answer.Words).Where(field => string.IsNullOrWhiteSpace(values.GetValueOrDefault(field))).ToList();
        return new FilledAnswer(missing.Count > 0 ? null : Field().Replace(answer.Words, match => values[match.Groups[1].Value]!), missing);
    }

    /// <param name="version">Null for a new one.</param>
    public async Task<CannedChange> Save(CannedAnswerSaid said, uint? version, CancellationToken stopping)
    {
        if (ProblemOf(said) is { } problem)
        {
            return new CannedChange.Refused(problem);
        }

        try
        {
            return await transaction.Run(
                async Task<CannedChange> (effects) =>
                {
                    var answer = await db.CannedAnswers.SingleOrDefaultAsync(a => a.Id == said.Id, stopping);
                    if (answer is not null && version is null && answer.Words == said.Words.Trim() && answer.Title == said.Title.Trim() && !answer.IsRemoved)
                    {
                        // The button was clicked twice.
                        return new CannedChange.Done();
                    }

                    if (answer is not null && answer.Version != version)
                    {
                        return new CannedChange.Refused("Somebody changed it after you opened the page. What you typed is still here: compare it with what stands in the list.");
                    }

                    if (answer is null)
                    {
                        answer = new CannedAnswer { Id = said.Id, Code = "", Language = "en", Title = "", Words = "", ChangedAt = default };
                        db.CannedAnswers.Add(answer);
                    }

                    (answer.Code, answer.Language, answer.Title, answer.Words) = (said.Code.Trim().ToLowerInvariant(), said.Language, said.Title.Trim(), said.Words.Trim());
                    (answer.ForKind, answer.IsRemoved, answer.ChangedBy, answer.ChangedAt) = (said.ForKind, false, actor.UserId, clock.GetUtcNow());
                    effects.Audit(new AuditEntry("canned-answer.changed", "canned-answer", said.Id));
                    return new CannedChange.Done();
                },
                stopping);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            return new CannedChange.Refused("There is one with this short word in this language already: change that one, or choose another word.");
        }
    }

    public Task<CannedChange> Remove(Guid id, bool back, CancellationToken stopping) => transaction.Run(
        async Task<CannedChange> (effects) =>
        {
            if (await db.CannedAnswers.SingleOrDefaultAsync(a => a.Id == id, stopping) is not { } answer)
            {
                return new CannedChange.NotThere();
            }

            if (back && await db.CannedAnswers.AnyAsync(a => a.Id != id && !a.IsRemoved && a.Code == answer.Code && a.Language == answer.Language, stopping))
            {
                return new CannedChange.Refused("Nothing was undone: there is another one with this short word now.");
            }

            (answer.IsRemoved, answer.ChangedBy, answer.ChangedAt) = (!back, actor.UserId, clock.GetUtcNow());
            effects.Audit(new AuditEntry("canned-answer.changed", "canned-answer", id));
            return new CannedChange.Done();
        },
        stopping);

    private static string? ProblemOf(CannedAnswerSaid said) =>
        !ShortWord().IsMatch(said.Code.Trim().ToLowerInvariant()) ? "The short word has letters, digits and hyphens only, like \"parking\"."
        : !Languages.Any(language => language.Code == said.Language) ? "Choose the language."
        : said.ForKind is { } kind && !ConversationWords.Kinds.Any(known => known.Code == kind) ? "Choose for what it is."
        : said.Title.Trim().Length is 0 or > 80 ? "Give it a title of at most 80 characters: it stands on the button."
        : said.Words.Trim().Length is 0 or > LongestWords ? $"Write the answer, at most {LongestWords} characters."
        : FieldsIn(said.Words).Where(field => Fields.All(known => known.Field != field)).ToList() is { Count: > 0 } unknown ? $"No such field: {string.Join(", ", unknown)}. Those that there are stand below."
        : said.Words.Replace("{{", "", StringComparison.Ordinal).Contains('{', StringComparison.Ordinal) || Field().Replace(said.Words, "").Contains("{{", StringComparison.Ordinal) ? "A field is written so: {{location.phone}}. One of them is not closed."
        : null;

    /// <summary>A field of it is filled with what is a patient's.</summary>
    public static bool NamesPatient(string words) => FieldsIn(words).Any(field => field.StartsWith("patient.", StringComparison.Ordinal));

    private static IReadOnlyList<string> FieldsIn(string words) => [.. Field().Matches(words).Select(match => match.Groups[1].Value).Distinct()];

    [GeneratedRegex(@"\{\{\s*([a-z_]+(?:\.[a-z_]+)*)\s*\}\}")]
    private static partial Regex Field();

    [GeneratedRegex(@"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$")]
    private static partial Regex ShortWord();
}

/// <param name="Words">Null where a value is missing.</param>
/// <param name="Missing">Names of the fields of which nobody knows the value.</param>
internal sealed record FilledAnswer(string? Words, IReadOnlyList<string> Missing);

internal sealed record CannedAnswerSaid(Guid Id, string Code, string Language, string Title, string Words, string? ForKind);

internal abstract record CannedChange
{
    private CannedChange()
    {
    }

    public sealed record Done : CannedChange;

    public sealed record Refused(string Reason) : CannedChange;

    public sealed record NotThere : CannedChange;
}
