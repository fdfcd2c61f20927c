import {
  create,
  createFileRegistry,
  type DescMessage,
  type DescService,
  type JsonObject,
} from "@bufbuild/protobuf";
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  file_google_protobuf_struct,
} from "@bufbuild/protobuf/wkt";

const { STRING, MESSAGE } = FieldDescriptorProto_Type;
const struct = ".google.protobuf.Struct";
const ours = "flagd.sync.v1";

/**
 * flagd/sync/v1/sync.proto of open-feature/flagd-schemas, kept by hand: three calls do not need a compiler. Numbers and names
 * of fields are the protocol.
 */
const file: FileDescriptorProto = create(FileDescriptorProtoSchema, {
  name: "flagd/sync/v1/sync.proto",
  package: ours,
  syntax: "proto3",
  dependency: ["google/protobuf/struct.proto"],
  messageType: [
    message("SyncFlagsRequest", text("provider_id", 1), text("selector", 2)),
    message("SyncFlagsResponse", text("flag_configuration", 1), structure("sync_context", 2)),
    message("FetchAllFlagsRequest", text("provider_id", 1), text("selector", 2)),
    message("FetchAllFlagsResponse", text("flag_configuration", 1)),
    message("GetMetadataRequest"),
    message("GetMetadataResponse", structure("metadata", 2)),
  ],
  service: [
    {
      name: "FlagSyncService",
      method: [{ ...call("SyncFlags"), serverStreaming: true }, call("FetchAllFlags"), call("GetMetadata")],
    },
  ],
});

const registry = createFileRegistry(file, (name) =>
  name === "google/protobuf/struct.proto" ? file_google_protobuf_struct.proto : undefined,
);

export const syncService: DescService = found(registry.getService(`${ours}.FlagSyncService`));
const responses = {
  SyncFlagsResponse: found(registry.getMessage(`${ours}.SyncFlagsResponse`)),
  FetchAllFlagsResponse: found(registry.getMessage(`${ours}.FetchAllFlagsResponse`)),
  GetMetadataResponse: found(registry.getMessage(`${ours}.GetMetadataResponse`)),
};

interface Response {
  readonly flagConfiguration?: string;
  readonly syncContext?: JsonObject;
  readonly metadata?: JsonObject;
}

/** A Struct is given, and read, as a plain object. */
export function syncResponse(name: keyof typeof responses, value: Response) {
  return create(responses[name] as DescMessage, value as never);
}

function message(name: string, ...field: readonly ReturnType<typeof text>[]) {
  return { name, field: [...field] };
}

function text(name: string, number: number) {
  const label = FieldDescriptorProto_Label.OPTIONAL;
  return create(FieldDescriptorProtoSchema, { name, jsonName: camel(name), number, label, type: STRING });
}

function structure(name: string, number: number) {
  const field = text(name, number);
  field.type = MESSAGE;
  field.typeName = struct;
  return field;
}

function call(name: string) {
  return { name, inputType: `.${ours}.${name}Request`, outputType: `.${ours}.${name}Response` };
}

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function found<T>(described: T | undefined): T {
  if (described === undefined) throw new TypeError("the description of flagd.sync.v1 is not whole");
  return described;
}
