using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Joining;
using ClinicOps.Kernel.Modules;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Kernel.Access;

/// <summary>
/// Somebody (or something) whose records are not for everybody, as the module that owns it last told. Every module that has rows about
/// such subjects keeps this list, so that a row obeys by naming its subject, and follows when the subject's class changes or the row
/// comes to be about another one.
/// </summary>
public sealed class SubjectClass
{
    public required Guid SubjectId { get; init; }

    /// <summary>Never "standard": who has that class is not in the list.</summary>
    public required string AccessClass { get; init; }
}

/// <summary>Brings a module's list to what the owner of the subject says now. Told twice or out of order, it ends up the same.</summary>
public sealed class FollowSubject<TDb>(TDb db, ModuleTransaction<TDb> transaction)
    where TDb : ModuleDb
{
    /// <summary>Of two who ask at once, the one who writes last has asked last: the subject is held.</summary>
    /// <param name="askClass">Asks the owner; it has a connection of its own, which does not join this transaction.</param>
    public Task Run(Guid subjectId, Func<Task<string>> askClass, CancellationToken stopping) =>
        transaction.Run(
            async _ =>
            {
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({JoinLocks.Subject}, hashtext({subjectId.ToString()}))", stopping);
                await SubjectClasses.Set(db, subjectId, await Apart.Ask(askClass), stopping);
            },
            stopping);
}

/// <summary>Writes one line of a module's list, inside the transaction that holds the subject.</summary>
internal static class SubjectClasses
{
    public static Task Set(ModuleDb db, Guid subjectId, string accessClass, CancellationToken stopping) =>
        accessClass == AccessClass.Standard
            ? db.Database.ExecuteSqlAsync($"DELETE FROM subject_classes WHERE subject_id = {subjectId}", stopping)
            : db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO subject_classes (subject_id, access_class) VALUES ({subjectId}, {accessClass})
                ON CONFLICT (subject_id) DO UPDATE SET access_class = excluded.access_class
                """,
                stopping);
}

/// <summary>Which subjects have another access class than the standard one, said by the module that owns them.</summary>
public interface ISubjectClasses
{
    /// <summary>The code of the class by subject. Asked as the machine, which sees all.</summary>
    Task<IReadOnlyDictionary<Guid, string>> NotStandard(CancellationToken stopping = default);
}

/// <summary>A module's list is as the owner of the subjects says. What was changed a moment ago may still be on its way.</summary>
public sealed class VerifySubjects<TDb>(TDb db, ISubjectClasses owner) : IVerification
    where TDb : ModuleDb
{
    public async Task<IReadOnlyList<string>> Problems(CancellationToken stopping)
    {
        var owned = await owner.NotStandard(stopping);
        var kept = await db.Set<SubjectClass>().AsNoTracking().ToDictionaryAsync(s => s.SubjectId, s => s.AccessClass, stopping);
        return
        [
            .. owned.Where(subject => kept.GetValueOrDefault(subject.Key) != subject.Value)
                .Select(subject => $"The {db.Schema} module does not hold {subject.Key} in the access class {subject.Value}."),
            .. kept.Keys.Except(owned.Keys).Select(subject => $"The {db.Schema} module holds {subject} in an access class that it does not have."),
        ];
    }
}
