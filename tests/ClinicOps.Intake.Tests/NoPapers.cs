using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Contracts;

namespace ClinicOps.Intake.Tests;

/// <summary>Stands in for Documents and Correspondence where nobody has a paper or letter.</summary>
internal sealed class NoPapers : IWaitingResults, IChartContents, IPatientDocuments, ILetters
{
    Task<IReadOnlyList<FiledDocument>> IPatientDocuments.OfPatient(Guid patientId, CancellationToken stopping) => Task.FromResult<IReadOnlyList<FiledDocument>>([]);

    Task<IReadOnlyList<FiledCard>> IPatientDocuments.Cards(Guid patientId, int most, CancellationToken stopping) => Task.FromResult<IReadOnlyList<FiledCard>>([]);

    Task<IReadOnlyList<LetterSummary>> ILetters.OfPatient(Guid patientId, CancellationToken stopping) => Task.FromResult<IReadOnlyList<LetterSummary>>([]);

    Task<string> ILetters.ClassOf(Guid letterId, CancellationToken stopping) => Task.FromResult("standard");

    public Task<IReadOnlyList<WaitingResult>> Of(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<WaitingResult>>([]);

    public Task<IReadOnlyList<ChartPaper>> Papers(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<ChartPaper>>([]);

    public Task<IReadOnlyList<ChartOrder>> Orders(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<ChartOrder>>([]);
}
