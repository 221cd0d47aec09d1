namespace ClinicOps.Host.Embedded;

/// <summary>Something that the person at the command line has to mend. The message says what, in plain words, without patient text.</summary>
internal sealed class InstanceProblem(string whatToDo) : Exception(whatToDo);
