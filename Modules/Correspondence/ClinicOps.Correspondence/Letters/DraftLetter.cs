using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Correspondence.Letters;

/// <summary>
/// Begins a letter from a task or at a patient. Asking again for the same task and template finds the letter that is there. At a record that was merged away it is
/// about the one that stands for it; to who has died none is begun.
/// </summary>
internal sealed class DraftLetter(
    CorrespondenceDb db,
    ModuleTransaction<CorrespondenceDb> transaction,
    VisibleToActor visible,
    CollectValues collect,
    TemplateShelf shelf,
    IPatients patients,
    ITasks tasks,
    IOrders orders,
    IOrganization organization,
    CurrentActor actor,
    TimeProvider clock)
{
    /// <param name="templateCode">Null for the one that the task most likely asks for.</param>
    public async Task<Drafting> FromTask(Guid taskId, string? templateCode, CancellationToken stopping)
    {
        if (await tasks.Find(taskId, stopping) is not { } task || !visible.Location(task.LocationId))
        {
            return new Drafting.TaskUnknown();
        }

        var order = task.OrderId is { } orderId ? await orders.Find(orderId, stopping) : null;
        var code = templateCode ?? LetterTemplates.CodeFor(task, order);
        if (task.PatientId is not { } ofTask || await patients.FindStanding(ofTask, stopping) is not { } patient)
        {
            return new Drafting.PatientUnknown();
        }

        if (patient.IsDeceased && LetterTemplates.IsToPatient(code))
        {
            return new Drafting.PatientDeceased(patient.Id);
        }

        if (await shelf.Find(code, ReaderOf(code, patient), stopping) is not { } template)
        {
            return new Drafting.TemplateUnknown();
        }

        return await Drafted(taskId, code, stopping) is { } before
            ? new Drafting.DraftedBefore(before)
            : await Store(Guid.CreateVersion7(), template, new LetterSubject(patient.Id, taskId, order?.Id, task.LocationId, template.Language) { AccessClass = task.AccessClass }, task.CareThreadId, task.AccessClass, stopping);
    }

    /// <param name="letterId">Made by who asks, so that a form sent twice begins one letter.</param>
    /// <param name="said">Of the text's fields, what a person said that no record knows, by the letter's language.</param>
    public async Task<Drafting> AtPatient(
        Guid letterId, Guid patientId, Guid locationId, string templateCode, CancellationToken stopping, Func<string, IReadOnlyDictionary<string, string>>? said = null)
    {
        if ((await organization.Profile(stopping)).Find(locationId) is null || !visible.Location(locationId))
        {
            return new Drafting.LocationUnknown();
        }

        if (await patients.FindStanding(patientId, stopping) is not { } patient)
        {
            return new Drafting.PatientUnknown();
        }

        if (patient.IsDeceased && LetterTemplates.IsToPatient(templateCode))
        {
            return new Drafting.PatientDeceased(patient.Id);
        }

        if (await shelf.Find(templateCode, ReaderOf(templateCode, patient), stopping) is not { } template)
        {
            return new Drafting.TemplateUnknown();
        }

        return await db.Letters.IgnoreQueryFilters([ModuleDb.AccessFilter]).AnyAsync(letter => letter.Id == letterId, stopping)
            ? new Drafting.DraftedBefore(letterId)
            : await Store(letterId, template, new LetterSubject(patient.Id, null, null, locationId, template.Language), Guid.CreateVersion7(), AccessClass.Standard, stopping, said?.Invoke(template.Language));
    }

    /// <summary>A letter that another module asked for, once for each ask: it has the id of the ask.</summary>
    public async Task<Drafting> Asked(Guid askId, PatientLetterContent content, CancellationToken stopping)
    {
        if ((await organization.Profile(stopping)).Find(content.LocationId) is null)
        {
            return new Drafting.LocationUnknown();
        }

        if (await patients.FindStanding(content.PatientId, stopping) is not { } patient)
        {
            return new Drafting.PatientUnknown();
        }

        if (patient.IsDeceased)
        {
            return new Drafting.PatientDeceased(patient.Id);
        }

        if (!LetterTemplates.IsAskedFor(content.Template) || await shelf.Find(content.Template, patient.Language, stopping) is not { } template)
        {
            return new Drafting.TemplateUnknown();
        }

        var subject = new LetterSubject(patient.Id, null, null, content.LocationId, template.Language) { AskId = askId, AccessClass = content.AccessClass };
        return await db.Letters.IgnoreQueryFilters([ModuleDb.AccessFilter]).AnyAsync(letter => letter.Id == askId, stopping)
            ? new Drafting.DraftedBefore(askId)
            : await Store(askId, template, subject, content.CareThreadId ?? Guid.CreateVersion7(), content.AccessClass, stopping);
    }

    private async Task<Drafting> Store(
        Guid letterId, LetterTemplate template, LetterSubject subject, Guid careThreadId, string accessClass, CancellationToken stopping, IReadOnlyDictionary<string, string>? said = null)
    {
        // Asked before the transaction: it is this module's alone.
        var values = await collect.Run(MergeLetter.Fields(template.Blocks), subject, stopping);
        if (said is not null)
        {
            values = [.. values.Select(value => said.TryGetValue(value.Field, out var entered) ? new MergeValue(value.Field, entered, "staff", actor.UserId) : value)];
        }

        try
        {
            return await transaction.Run(
                Task<Drafting> (effects) =>
                {
                    db.Letters.Add(new Letter
                    {
                        Id = letterId,
                        PatientId = subject.PatientId,
                        TaskId = subject.TaskId,
                        OrderId = subject.OrderId,
                        CareThreadId = careThreadId,
                        LocationId = subject.LocationId,
                        TemplateCode = template.Code,
                        TemplateVersion = template.Version,
                        Subject = template.Subject,
                        Language = template.Language,
                        Blocks = template.Blocks,
                        Values = values,
                        State = LetterState.Draft,
                        AccessClass = accessClass,
                        WithClinicCopy = template.WithClinicCopy,
                        DraftedBy = actor.UserId,
                        DraftedAt = clock.GetUtcNow(),
                    });
                    effects.Audit(new AuditEntry("letter.drafted", "letter", letterId, [subject.PatientId], LocationId: subject.LocationId));
                    if (subject.AskId is { } ask)
                    {
                        effects.Publish(new AskedLetterChanged(ask, subject.PatientId, subject.LocationId, AskedLetterChanged.Drafted));
                    }

                    return Task.FromResult<Drafting>(new Drafting.Drafted(letterId));
                },
                stopping);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Somebody else, or the same form once more, was a moment earlier.
            db.ChangeTracker.Clear();
            var before = subject.TaskId is { } taskId ? await Drafted(taskId, template.Code, stopping) : letterId;
            return before is { } id ? new Drafting.DraftedBefore(id) : throw new InvalidOperationException("A letter was refused as drafted before, but it is not there.", twice);
        }
    }

    /// <summary>Over all letters: there is one of a template for a task, whoever may see it.</summary>
    private Task<Guid?> Drafted(Guid taskId, string templateCode, CancellationToken stopping) =>
        db.Letters.IgnoreQueryFilters([ModuleDb.AccessFilter])
            .Where(letter => letter.TaskId == taskId && letter.TemplateCode == templateCode && letter.State != LetterState.Withdrawn)
            .Select(letter => (Guid?)letter.Id)
            .FirstOrDefaultAsync(stopping);

    /// <summary>A letter to a colleague is in English, whatever the patient reads.</summary>
    private static string? ReaderOf(string templateCode, PatientSummary patient) => LetterTemplates.IsToColleague(templateCode) ? null : patient.Language;
}

internal abstract record Drafting
{
    private Drafting()
    {
    }

    public sealed record Drafted(Guid LetterId) : Drafting;

    public sealed record DraftedBefore(Guid LetterId) : Drafting;

    /// <summary>There is no such task, or the acting user does not work at its location.</summary>
    public sealed record TaskUnknown : Drafting;

    /// <summary>The task is about nobody, or the patient is no longer registered.</summary>
    public sealed record PatientUnknown : Drafting;

    /// <summary>Nobody writes to who has died: to the family, or to a colleague, one may.</summary>
    public sealed record PatientDeceased(Guid PatientId) : Drafting;

    public sealed record LocationUnknown : Drafting;

    public sealed record TemplateUnknown : Drafting;
}
