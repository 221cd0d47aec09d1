using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Fields;

/// <summary>What a person says of a document's fields.</summary>
/// <param name="Values">By <see cref="FieldKey"/>; null or empty for what is not on the page. Keys that are left out stay as they are.</param>
/// <param name="Page">Number of the page on which stands what was not found; null for the first.</param>
internal sealed record FieldsSaid(IReadOnlyDictionary<string, string?> Values, int? Page = null);

/// <summary>One field in a form: "auth_number"; of several "code:72148", and "code" for one more.</summary>
internal sealed record FieldKey(DocumentField Field, string Which)
{
    public static FieldKey? Of(string key) => key.Split(':') is [var name, .. var which] && DocumentFieldNames.FromCode(name) is { } field ? new(field, string.Concat(which)) : null;

    public override string ToString() => Which.Length == 0 ? Field.Code() : $"{Field.Code()}:{Which}";
}

internal abstract record FieldsCorrection
{
    private FieldsCorrection()
    {
    }

    /// <param name="Step">By which it is undone; null when nothing differed from what was there.</param>
    /// <param name="Version">The document's from now on.</param>
    public sealed record Done(Guid? Step, uint Version) : FieldsCorrection;

    /// <param name="Keys">Of what cannot be a value of its field. Nothing was saved.</param>
    public sealed record NotUnderstood(IReadOnlyList<string> Keys) : FieldsCorrection;

    /// <summary>It would end before it begins. Nothing was saved.</summary>
    /// <param name="Key">Of the day that was said.</param>
    public sealed record EndsBeforeItBegins(string Key) : FieldsCorrection;

    public sealed record Refused(DocumentAct Why) : FieldsCorrection;
}

/// <summary>
/// A person corrects what was read of a document beside its orders, adds what was not found, or says what is not on the page. The readings stay:
/// what is said stands over them and over later ones. What was told of it and is another thing by it is told again. All of it is taken back in one step.
/// </summary>
internal sealed class CorrectFields(
    DocumentsDb db, ActOnDocument act, LoadFields load, TellFields tell, ReadHolidays holidays, VisibleToActor visible, CurrentActor actor, History history, IOrganization organization, TimeProvider clock)
{
    private static readonly (DocumentField From, DocumentField To)[] Stretches =
        [(DocumentField.ValidFrom, DocumentField.ValidTo), (DocumentField.EffectiveFrom, DocumentField.EffectiveTo), (DocumentField.RecordsFrom, DocumentField.RecordsTo)];

    /// <param name="version">The document's version as the page showed it.</param>
    public async Task<FieldsCorrection> Run(Guid documentId, uint version, FieldsSaid said, CancellationToken stopping)
    {
        FieldsCorrection? unsaved = null;
        var step = Guid.CreateVersion7();
        var outcome = await Act(
            documentId,
            version,
            "document.fields-corrected",
            EventCode.FieldsCorrected,
            async (document, before) =>
            {
                var (changes, wrong) = Changes(said.Values, before, FieldForm.FieldsOf(document.Type));
                if (wrong.Count > 0 || changes.Count == 0)
                {
                    unsaved = wrong.Count > 0 ? new FieldsCorrection.NotUnderstood(wrong) : new FieldsCorrection.Done(null, version);
                    return [];
                }

                if (EndsBeforeItBegins(before, changes) is { } key)
                {
                    unsaved = new FieldsCorrection.EndsBeforeItBegins(key);
                    return [];
                }

                var pages = await db.Pages.Where(p => p.DocumentId == document.Id).OrderBy(p => p.Position).ThenBy(p => p.Number).Select(p => new PageOfField(p.Id, p.NumberThere ?? p.Number, p.ImageHash)).ToListAsync(stopping);
                return [.. changes.Select(change => Made(change, pages, said.Page, step))];
            },
            stopping);
        return unsaved ?? (outcome is DocumentAct.Done done ? new FieldsCorrection.Done(step, done.Version) : new FieldsCorrection.Refused(outcome));
    }

    /// <summary>Takes back what was said in one step: what stood before stands again. Not where something was said since of a field concerned.</summary>
    /// <param name="version">The document's version as the page showed it; null where all of the page is shown anew afterwards, so that nothing old stays on it.</param>
    public async Task<DocumentAct> Undo(Guid documentId, uint? version, Guid step, CancellationToken stopping) =>
        (version ?? await visible.Documents.Where(d => d.Id == documentId).Select(d => (uint?)d.Version).SingleOrDefaultAsync(stopping)) is { } shown
            ? await Act(
                documentId,
                shown,
                "document.fields-correction-undone",
                EventCode.FieldsCorrectionUndone,
                async (document, _) =>
                {
                    var all = await load.Said(document.Id, stopping);
                    var standing = StandingFields.Latest(all).ToList();
                    var made = all.Where(s => s.Step == step && s.Undoes is null).ToList();
                    return made.TrueForAll(standing.Contains) ? made.ConvertAll(Undone) : [];
                },
                stopping)
            : new DocumentAct.DocumentUnknown();

    /// <param name="say">What is added; nothing where there is nothing to add, and then nothing is done.</param>
    private Task<DocumentAct> Act(Guid documentId, uint version, string audited, string happened, Func<Document, IReadOnlyList<StandingField>, Task<IReadOnlyList<FieldCorrection>>> say, CancellationToken stopping) => act.Run(
        documentId,
        version,
        async (document, effects) =>
        {
            // What is in work is read anew in a moment: what would be corrected is not there yet.
            if (document.TranscribedAt is null || DocumentState.InProgress.Contains(document.State))
            {
                return new DocumentAct.NotNow(document.State);
            }

            var before = await load.Of(document, stopping);
            var said = await say(document, before);
            if (said.Count == 0)
            {
                return new DocumentAct.NotNow(document.State);
            }

            db.FieldCorrections.AddRange(said);
            await db.SaveChangesAsync(stopping);
            document.ProgressAt = clock.GetUtcNow();
            history.Add(document, happened, string.Join(',', said.Select(s => s.Name).Distinct()));
            effects.Audit(new AuditEntry(audited, "document", documentId, document.SubjectId is { } patient ? [patient] : [], LocationId: document.LocationId));
            var after = await load.Of(document, stopping);
            await Follow(document, before, after, stopping);
            await tell.Again(document, before, after, effects, stopping);
            return null;
        },
        stopping);

    /// <summary>What is raised when its day comes near is the day as it was corrected. One that the page names elsewhere stays, and is the next where it is the earlier one.</summary>
    private async Task Follow(Document document, IReadOnlyList<StandingField> before, IReadOnlyList<StandingField> after, CancellationToken stopping)
    {
        var (were, are) = (FollowDeadlines.In(before), FollowDeadlines.In(after));
        if (were.SequenceEqual(are))
        {
            return;
        }

        var location = (await organization.Profile(stopping)).Find(document.LocationId);
        var today = LocalTime.DayAt(location, clock.GetUtcNow());
        document.RespondBy = FollowDeadlines.In(await TextsOf(document, stopping), LocalTime.DayAt(location, document.ReceivedAt), after, await holidays.At(document.LocationId, stopping))
            .Where(day => day > today).Select(day => (DateOnly?)day).FirstOrDefault();
    }

    /// <summary>Its pages, and the covers for whose words it stands.</summary>
    private async Task<IReadOnlyList<PageText>> TextsOf(Document document, CancellationToken stopping) =>
        [.. await CoverSheets.Texts(CoverSheets.LedBy(db.Pages, document.Id, document.TransmissionId), document.TransmissionId, stopping), .. await db.TextsOf(document.Id, stopping)];

    /// <summary>The key of the day that makes it so; null where it is not so, or was read so and left.</summary>
    private static string? EndsBeforeItBegins(IReadOnlyList<StandingField> before, IReadOnlyList<StandingField> changes)
    {
        StandingField? As(DocumentField field) => changes.LastOrDefault(f => f.Field == field) ?? before.FirstOrDefault(f => f.Field == field);
        return
        (
            from stretch in Stretches
            let said = changes.FirstOrDefault(f => f.Field == stretch.To) ?? changes.FirstOrDefault(f => f.Field == stretch.From)
            where said is not null && StoredDay.Of(As(stretch.To)?.Value) < StoredDay.Of(As(stretch.From)?.Value)
            select new FieldKey(said.Field, said.Which).ToString()
        ).FirstOrDefault();
    }

    /// <summary>What differs from what stands, and the keys of what cannot be a value. What was left as it was shown is no change, whatever it is.</summary>
    private static (IReadOnlyList<StandingField> Changes, IReadOnlyList<string> Wrong) Changes(IReadOnlyDictionary<string, string?> values, IReadOnlyList<StandingField> before, IReadOnlyList<DocumentField> fields)
    {
        var (changes, wrong) = (new List<StandingField>(), new List<string>());
        foreach (var (name, value) in values)
        {
            if (FieldKey.Of(name) is not { } key || !fields.Contains(key.Field))
            {
                continue;
            }

            var stands = before.FirstOrDefault(f => f.Field == key.Field && f.Which == key.Which);
            var text = value?.Trim() ?? "";
            if (text == (stands is null ? "" : TypedField.Shown(stands)))
            {
                continue;
            }

            if (text.Length == 0)
            {
                changes.Add(stands! with { Value = null });
            }
            else if (TypedField.Of(key.Field, text) is not { } typed)
            {
                wrong.Add(name);
            }
            else if (!before.Any(f => f.Field == key.Field && (stands is null || f == stands) && (f.Value, f.Qualifier) == (typed.Value, QualifierOf(key.Field, typed, stands))))
            {
                var which = stands?.Which ?? Another(key.Field, typed, [.. before.Where(f => f.Value is not null), .. changes]);
                stands ??= before.FirstOrDefault(f => f.Field == key.Field && f.Which == which);
                changes.Add(new(key.Field, which, QualifierOf(key.Field, typed, stands), typed.Value, stands?.Read, stands?.Said));
            }
        }

        return (changes, wrong);
    }

    /// <summary>What the number counts stays what it was, where nothing else is said.</summary>
    private static string? QualifierOf(DocumentField field, TypedField typed, StandingField? stands) =>
        typed.Qualifier ?? stands?.Qualifier ?? (field == DocumentField.Units ? "units" : field == DocumentField.Visits ? "visits" : null);

    /// <summary>One more of several must not be taken for one that there is.</summary>
    private static string Another(DocumentField field, TypedField typed, IReadOnlyList<StandingField> known)
    {
        var which = StandingFields.WhichOf(field, typed.Qualifier, typed.Value);
        return Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? which : $"{which}{n}x").First(free => !known.Any(f => f.Field == field && f.Which == free));
    }

    private FieldCorrection Made(StandingField change, IReadOnlyList<PageOfField> pages, int? page, Guid step)
    {
        // Of what was corrected before and is read no more, what was read at that time is kept.
        var (read, said) = (change.Read, change.Said);
        var number = read?.Page ?? said?.Page?.Number ?? page;
        var on = pages.FirstOrDefault(p => p.Number == number) ?? pages[0];
        var at = read is null || read.Page == on.Number;
        return new()
        {
            Id = Guid.CreateVersion7(),
            PageId = on.Id,
            Image = read is null && said is not null ? said.Image : on.Image,
            Name = change.Field.Code(),
            Which = change.Which,
            Qualifier = change.Qualifier,
            Value = change.Value,
            ReadValue = read?.Value ?? said?.ReadValue,
            ReadQualifier = read is null ? said?.ReadQualifier : read.Qualifier,
            X = at ? read?.X ?? said?.X : null,
            Y = at ? read?.Y ?? said?.Y : null,
            Width = at ? read?.Width ?? said?.Width : null,
            Height = at ? read?.Height ?? said?.Height : null,
            Confidence = read?.Confidence ?? said?.Confidence,
            Rule = read?.Rule ?? said?.Rule,
            Step = step,
            At = clock.GetUtcNow(),
            By = actor.UserId!.Value,
        };
    }

    private FieldCorrection Undone(FieldCorrection said) => new()
    {
        Id = Guid.CreateVersion7(),
        PageId = said.PageId,
        Name = said.Name,
        Which = said.Which,
        Step = said.Step,
        Undoes = said.Id,
        At = clock.GetUtcNow(),
        By = actor.UserId!.Value,
    };

    private sealed record PageOfField(Guid Id, int Number, string? Image);
}
