using System.Collections.Concurrent;
using System.Globalization;
using ClinicOps.Correspondence.Approval;
using ClinicOps.Correspondence.Batches;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Correspondence.Tests;

/// <summary>Letters to many: whatever happens in between, each gets one, and one that cannot be made stops nobody else's.</summary>
public sealed class BatchTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("01909000-0000-7000-8000-000000000001");
    private static readonly Guid Ben = Guid.Parse("01909000-0000-7000-8000-000000000002");
    private static readonly Guid Harbor = TestOrganization.Harbor.Id;

    private readonly Crowd crowd = new();
    private readonly Ears ears = new();
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync()
    {
        var staff = new TestOrganization(
            await TestOrganization.Two.Profile(),
            [
                new Colleague(Ana, "Ana Ruiz", [], [], new HashSet<string> { CorrespondenceRights.DraftLetters, CorrespondenceRights.ApproveLetters, CorrespondenceRights.SendLetters }),
                new Colleague(Ben, "Ben Okoro", [], [], new HashSet<string>()),
            ]);
        clinic = await LettersClinic.Open(cluster, services => services.AddSingleton<IPatients>(crowd).AddSingleton<IPatientsToWrite>(crowd).AddSingleton<IOrganization>(staff), modules: [ears]);
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task One_who_has_died_one_without_address_and_a_broken_one_stop_none_of_the_rest_and_what_has_left_is_not_withdrawn()
    {
        crowd.Grow(12);
        crowd.Change(2, patient => patient with { IsDeceased = true });
        crowd.Change(4, patient => patient with { Address = null });
        crowd.Change(6, patient => patient with { LastName = "Drawn\uE777" });
        var chosen = await clinic.In((ChooseReaders choose) => choose.Run(Ask(), CancellationToken.None));
        Assert.Equal((10, 0), (chosen.Gets.Count, chosen.Closed));
        Assert.Equal([BatchReason.Deceased, BatchReason.NoAddress], chosen.Not.Select(left => left.Reason).Order(StringComparer.Ordinal));

        // Under the MRN of a record that was merged away the one gets it that stands for it, once.
        crowd.Change(11, patient => patient with { MergedIntoId = crowd.Patients[0].Id });
        var listed = await clinic.In((ChooseReaders choose) => choose.Run(Ask() with { Kind = BatchKind.Listed, Mrns = ["B-012", "B-001", "B-002"] }, CancellationToken.None));
        Assert.Equal(["B-001", "B-002"], listed.Gets.Select(patient => patient.Mrn));
        Assert.Empty(listed.UnknownMrns);
        crowd.Change(11, patient => patient with { MergedIntoId = null });

        var batch = await Begin();
        await clinic.RunJobs();
        Assert.Equal(BatchState.Drafted, await State(batch));
        Assert.Equal(["broken 1", "drafted 9", "skipped 2"], await Counts(batch));
        Assert.Contains("U+E777", Assert.Single(await Letters(batch, BatchLetterState.Broken)).Row.Detail, StringComparison.Ordinal);

        Assert.Equal(BatchSteered.Done, await As(Ana, (SteerBatch steer) => steer.Approve(batch, clinic.Clock.GetUtcNow(), CancellationToken.None)));
        await clinic.RunJobs();
        Assert.Equal(BatchState.Done, await State(batch));
        Assert.Equal(["broken 1", "queued 9", "skipped 2"], await Counts(batch));
        Assert.Equal([9L], await clinic.Sql("SELECT count(DISTINCT letter_id) FROM correspondence.deliveries WHERE way = 'print' AND state = 'pending'"));
        Assert.Equal([Ana], await clinic.Sql("SELECT DISTINCT approved_by FROM correspondence.approvals"));

        // Mended by hand, it comes after the others; nobody else gets a second one.
        var mended = (await Letters(batch, BatchLetterState.Broken))[0].Row.Id;
        var letter = await clinic.Find(mended);
        var values = letter.Values.ToDictionary(value => value.Field, value => value.Field == "patient.full_name" ? "Drawn Again" : value.Value);
        Assert.IsType<Editing.Done>(await clinic.In((EditLetter edit) => edit.Run(new LetterEdit(mended, letter.Version, letter.Subject, new Dictionary<int, string>(), values), CancellationToken.None)));
        await As(Ana, (SteerBatch steer) => steer.TryAgain(batch, CancellationToken.None));
        await clinic.RunJobs();
        await As(Ana, (SteerBatch steer) => steer.Approve(batch, clinic.Clock.GetUtcNow(), CancellationToken.None));
        await clinic.RunJobs();
        await clinic.DeliverAgain();
        Assert.Equal(["queued 10", "skipped 2"], await Counts(batch));
        Assert.Equal([10L], await clinic.Sql("SELECT count(*) FROM correspondence.deliveries"));

        var printed = (Guid)(await clinic.Sql("SELECT id FROM correspondence.deliveries ORDER BY id"))[0]!;
        Assert.Single(await clinic.In((PrintLetters print) => print.MarkPrinted(Guid.CreateVersion7(), [printed], CancellationToken.None)));
        await As(Ana, (SteerBatch steer) => steer.Withdraw(batch, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal(["left 1", "skipped 2", "withdrawn 9"], await Counts(batch));
        Assert.Equal(["cancelled 9", "printed 1"], await clinic.Sql("SELECT state || ' ' || count(*) FROM correspondence.deliveries GROUP BY state ORDER BY state"));
    }

    [Fact]
    public async Task Stopped_let_go_on_run_several_times_at_once_and_delivered_again_each_gets_one_letter()
    {
        crowd.Grow(50);
        var batch = await Begin();
        Assert.Equal(new BatchBegin.BegunBefore(batch), await Began(batch));
        await Step(batch);
        Assert.Equal(RunBatch.MostLetters, await Drafted());
        Assert.Equal(BatchSteered.Done, await As(Ana, (SteerBatch steer) => steer.Stop(batch, CancellationToken.None)));
        await clinic.RunJobs();
        Assert.Equal(RunBatch.MostLetters, await Drafted());
        Assert.Equal(BatchSteered.Elsewhere, await As(Ana, (SteerBatch steer) => steer.Approve(batch, clinic.Clock.GetUtcNow(), CancellationToken.None)));

        Assert.Equal(BatchSteered.Done, await As(Ana, (SteerBatch steer) => steer.GoOn(batch, CancellationToken.None)));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Step(batch)));
        await clinic.RunJobs();
        await clinic.DeliverAgain();
        Assert.Equal(BatchState.Drafted, await State(batch));
        Assert.Equal(50, await Drafted());
        Assert.Equal(["drafted 50"], await Counts(batch));

        // Who looks at three sees both languages, and not the first three of the alphabet.
        var samples = await clinic.In((LoadBatch load) => load.Samples(batch, 3, CancellationToken.None));
        Assert.Equal([1, 2, 17], samples.Select(sample => sample.Row.Ordinal));
    }

    [Fact]
    public async Task Killed_after_a_letter_was_drafted_and_before_that_was_noted_it_goes_on_without_a_second_one_and_a_lost_chain_of_jobs_is_begun_anew()
    {
        crowd.Grow(12);
        var batch = await Begin();
        await clinic.Sql("DELETE FROM hangfire.jobqueue");
        clinic.Clock.Advance(ResumeBatches.LostAfter + TimeSpan.FromMinutes(1));
        await clinic.In((ResumeBatches resume) => resume.Run(new BatchesToResume(), null!, CancellationToken.None));
        using (new KillAt("correspondence.run-batch.worked"))
        {
            await Assert.ThrowsAsync<ProcessKilledException>(() => clinic.RunJobs());
        }

        Assert.Equal(1, await Drafted());
        Assert.Equal(["waiting 12"], await Counts(batch));
        await clinic.RunJobs();
        Assert.Equal(12, await Drafted());
        Assert.Equal(["drafted 12"], await Counts(batch));

        // Within two weeks the same letter is begun for none of them.
        Assert.Equal(Guid.Empty, await Begin());
    }

    [Fact]
    public async Task Who_may_not_see_a_patient_is_not_told_the_name_and_writes_no_letter_and_who_may_write_none_has_none_written()
    {
        crowd.Grow(12);
        var closed = crowd.Patients[1];
        await clinic.Sql($"INSERT INTO correspondence.subject_classes (subject_id, access_class) VALUES ('{closed.Id}', 'restricted')");
        var batch = await Begin();
        await clinic.RunJobs();
        Assert.Equal(["drafted 12"], await Counts(batch));

        // Once the machine has drafted them all, Ana counts twelve and reads eleven.
        await As(Ana, async (LoadBatch load) =>
        {
            Assert.Equal(12, (await load.One(batch, CancellationToken.None))!.Counts.Letters);
            var letters = await load.Letters(batch, [BatchLetterState.Drafted], 0, CancellationToken.None);
            Assert.Equal(11, letters.Count);
            Assert.DoesNotContain(letters, letter => letter.Row.PatientId == closed.Id);
            return true;
        });

        // In her name the letters are approved that she can see, and no other.
        await As(Ana, (SteerBatch steer) => steer.Approve(batch, clinic.Clock.GetUtcNow(), CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal(["drafted 1", "queued 11"], await Counts(batch));

        crowd.Closed.Add(closed.Id);
        var hers = await As(Ana, (BeginBatch begin) => begin.Run(Guid.CreateVersion7(), Ask() with { Kind = BatchKind.NoShow, TemplateCode = LetterTemplates.MissedVisit }, CancellationToken.None));
        var begun = Assert.IsType<BatchBegin.Begun>(hers).BatchId;
        Assert.Equal([1], await clinic.Sql($"SELECT closed FROM correspondence.letter_batches WHERE id = '{begun}'"));
        Assert.Equal([0L], await clinic.Sql($"SELECT count(*) FROM correspondence.batch_letters WHERE batch_id = '{begun}' AND patient_id = '{closed.Id}'"));

        var his = Assert.IsType<BatchBegin.Begun>(await As(Ben, (BeginBatch begin) => begin.Run(
            Guid.CreateVersion7(), Ask() with { Kind = BatchKind.Closing, TemplateCode = LetterTemplates.ClosingNotice, ClosingDay = new DateOnly(2026, 12, 31) }, CancellationToken.None))).BatchId;
        await clinic.RunJobs();
        Assert.Equal((BatchState.Drafted, BatchState.Stopped), (await State(begun), await State(his)));
        Assert.Equal([BatchStop.MayNot], await clinic.Sql($"SELECT stop_reason FROM correspondence.letter_batches WHERE id = '{his}'"));

        // Ana lets it go on; the day is in each letter, in its language.
        await As(Ana, (SteerBatch steer) => steer.GoOn(his, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal(BatchState.Drafted, await State(his));
        var said = await clinic.In((CorrespondenceDb db) => db.Letters.AsNoTracking().Where(letter => letter.TemplateCode == LetterTemplates.ClosingNotice).ToListAsync());
        Assert.Equal(["December 31, 2026", "31 de diciembre de 2026"], said.Select(letter => letter.Values.Single(value => value.Field == "notice.closing_day").Value).Distinct().OrderDescending(StringComparer.Ordinal));

        // Withdrawn by her, no letter of the batch stays, whoever may see it.
        await As(Ana, (SteerBatch steer) => steer.Withdraw(batch, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal((BatchState.Withdrawn, 12L), (await State(batch), (long)(await clinic.Sql(
            $"SELECT count(*) FROM correspondence.letters l JOIN correspondence.batch_letters b ON b.id = l.id WHERE b.batch_id = '{batch}' AND l.state = 'withdrawn' AND b.state = 'withdrawn'"))[0]!));
    }

    [Fact]
    public async Task Begun_twice_at_once_nobody_gets_two_what_somebody_sent_before_is_not_printed_again_and_who_died_since_has_no_approved_letter()
    {
        crowd.Grow(4);
        Assert.IsType<BatchBegin.OthersByNow>(await clinic.In((BeginBatch begin) => begin.Run(Guid.CreateVersion7(), Ask(), CancellationToken.None, "others")));
        var batch = Assert.Single(await Task.WhenAll(Begin(), Begin()), id => id != Guid.Empty);
        Assert.Equal([4L], await clinic.Sql("SELECT count(*) FROM correspondence.batch_letters"));

        // Seven in a row failed in the job before: one more, and it stops.
        crowd.Fails = true;
        await clinic.Sql("UPDATE correspondence.letter_batches SET failing = 7");
        await Step(batch);
        Assert.Equal([BatchStop.Failing], await clinic.Sql("SELECT stop_reason FROM correspondence.letter_batches"));
        Assert.Equal(["broken 1", "waiting 3"], await Counts(batch));
        crowd.Fails = false;
        await As(Ana, (SteerBatch steer) => steer.TryAgain(batch, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal(["drafted 4"], await Counts(batch));

        var drafted = await Letters(batch, BatchLetterState.Drafted);
        var (posted, died, worked) = (drafted[0].Row, drafted[1].Row, drafted[2].Row);
        var seen = await clinic.Find(posted.Id);
        Assert.IsType<Approving.Done>(await clinic.In((ApproveLetter approve) => approve.Run(posted.Id, seen.Version, CancellationToken.None)));
        var delivery = await clinic.Queue(posted.Id);
        Assert.Single(await clinic.In((PrintLetters print) => print.MarkPrinted(Guid.CreateVersion7(), [delivery], CancellationToken.None)));
        crowd.Change(crowd.Patients.FindIndex(patient => patient.Id == died.PatientId), patient => patient with { IsDeceased = true });
        await As(Ana, (SteerBatch steer) => steer.Approve(batch, clinic.Clock.GetUtcNow(), CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal(["queued 3", "skipped 1"], await Counts(batch));
        Assert.Equal(["printed", "to be printed", "to be printed"], (await Letters(batch, BatchLetterState.Queued)).Select(letter => letter.InWords).Order(StringComparer.Ordinal));
        Assert.Equal(["pending 2", "printed 1"], await clinic.Sql("SELECT state || ' ' || count(DISTINCT letter_id) FROM correspondence.deliveries GROUP BY state ORDER BY state"));
        Assert.Equal(LetterState.Draft, (await clinic.Find(died.Id)).State);

        // A letter that a job still works on is withdrawn after it; of the recalls that one counts whose letter has left.
        await clinic.Sql($"UPDATE correspondence.batch_letters SET claimed_by = id, claimed_at = '{clinic.Clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)}' WHERE id = '{worked.Id}'");
        await As(Ana, (SteerBatch steer) => steer.Withdraw(batch, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal(["left 1", "queued 1", "skipped 1", "withdrawn 1"], await Counts(batch));
        Assert.Empty(ears.Heard);
        clinic.Clock.Advance(PrintLetters.UndoWindow + TimeSpan.FromMinutes(3));
        await clinic.RunJobs(includeDelayed: true);
        Assert.Equal(["left 1", "skipped 1", "withdrawn 2"], await Counts(batch));
        Assert.Equal([posted.Id], ears.Heard.Select(sent => sent.LetterId).Distinct());
    }

    private static BatchAsk Ask() => new(BatchKind.Recall, Harbor, PatientLetterTemplates.Recall, new DateOnly(2026, 1, 1), new DateOnly(2026, 3, 2), null, []);

    /// <returns>An empty id where nobody would get a letter.</returns>
    private async Task<Guid> Begin() => await Began(Guid.CreateVersion7()) is BatchBegin.Begun begun ? begun.BatchId : Guid.Empty;

    private Task<BatchBegin> Began(Guid id) => clinic.In((BeginBatch begin) => begin.Run(id, Ask(), CancellationToken.None));

    /// <summary>One job of it, under an id of its own.</summary>
    private async Task Step(Guid batch)
    {
        var run = (Guid)(await clinic.Sql($"SELECT run_id FROM correspondence.letter_batches WHERE id = '{batch}'"))[0]!;
        await clinic.In((RunBatch job) => job.Run(new BatchToRun(batch, run), new JobMessage(Guid.CreateVersion7(), "correspondence.run-batch"), CancellationToken.None));
    }

    private async Task<string?> State(Guid batch) => (string?)(await clinic.Sql($"SELECT state FROM correspondence.letter_batches WHERE id = '{batch}'"))[0];

    private async Task<IReadOnlyList<string>> Counts(Guid batch) =>
        [.. (await clinic.Sql($"SELECT state || ' ' || count(*) FROM correspondence.batch_letters WHERE batch_id = '{batch}' GROUP BY state ORDER BY state")).Select(line => (string)line!)];

    /// <summary>How many letters there are, of which no patient has two of a template.</summary>
    private async Task<long> Drafted()
    {
        Assert.Equal([true], await clinic.Sql("SELECT count(*) = count(DISTINCT (patient_id, template_code)) FROM correspondence.letters"));
        return (long)(await clinic.Sql("SELECT count(*) FROM correspondence.letters"))[0]!;
    }

    private Task<IReadOnlyList<ListedLetter>> Letters(Guid batch, string state) => clinic.In((LoadBatch load) => load.Letters(batch, [state], 0, CancellationToken.None));

    private async Task<TResult> As<T, TResult>(Guid user, Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(user, []);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }

    private sealed class Ears : IModule
    {
        public ConcurrentQueue<RecallLetterSent> Heard { get; } = [];

        public string Name => "ears";

        public void Register(ModuleBuilder module)
        {
            module.Services.AddSingleton(this);
            module.On<RecallLetterSent, Ear>("ears.recall-letter", "Hear of a recall's letter");
        }
    }

    private sealed class Ear(Ears ears) : IJobHandler<RecallLetterSent>
    {
        public Task Run(RecallLetterSent arguments, JobMessage message, CancellationToken stopping)
        {
            ears.Heard.Enqueue(arguments);
            return Task.CompletedTask;
        }
    }

    /// <summary>Stands in for Intake and the schedule: everybody here is to be written to.</summary>
    private sealed class Crowd : IPatients, IPatientsToWrite
    {
        public List<PatientSummary> Patients { get; } = [];

        /// <summary>Who is closed to whoever asks.</summary>
        public HashSet<Guid> Closed { get; } = [];

        /// <summary>Nobody is found by itself: whoever asks fails.</summary>
        public bool Fails { get; set; }

        /// <summary>Every other one reads Spanish.</summary>
        public void Grow(int many) => Patients.AddRange(Enumerable.Range(1, many).Select(number => new PatientSummary(
            Guid.CreateVersion7(), $"B-{number:000}", "Mai", null, $"Tran{number:000}", null, new DateOnly(1961, 4, 9), null, null, $"{number} Congress Street, Portland, ME 04101", number % 2 == 0 ? "es" : null, null, "standard")));

        public void Change(int index, Func<PatientSummary, PatientSummary> change) => Patients[index] = change(Patients[index]);

        public Task<PatientSummary?> Find(Guid patientId, CancellationToken stopping = default) =>
            Fails ? throw new InvalidOperationException("Not now.") : Task.FromResult(InSight.FirstOrDefault(patient => patient.Id == patientId));

        public Task<IReadOnlyList<PatientSummary>> Find(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default) =>
            Task.FromResult<IReadOnlyList<PatientSummary>>([.. InSight.Where(patient => patientIds.Contains(patient.Id))]);

        public Task<IReadOnlyList<PatientSummary>> FindByMrn(IReadOnlyCollection<string> mrns, CancellationToken stopping = default) =>
            Task.FromResult<IReadOnlyList<PatientSummary>>([.. InSight.Where(patient => mrns.Contains(patient.Mrn))]);

        public Task<IReadOnlyList<PatientSummary>> Search(string text, int limit, CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<PatientSummary>>([]);

        public Task<PatientsToWrite> RecallDue(Guid locationId, DateOnly until, CancellationToken stopping = default) => Everybody();

        public Task<PatientsToWrite> MissedAndNotBack(Guid locationId, DateOnly from, DateOnly until, CancellationToken stopping = default) => Everybody();

        public Task<PatientsToWrite> SeenSince(Guid locationId, DateOnly since, CancellationToken stopping = default) => Everybody();

        private IEnumerable<PatientSummary> InSight => Patients.Where(patient => !Closed.Contains(patient.Id));

        private Task<PatientsToWrite> Everybody() => Task.FromResult(new PatientsToWrite([.. Patients.Select(patient => patient.Id)], 0));
    }
}
